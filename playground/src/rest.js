// The documentation of the REST API: Swagger UI with the description of this service. It sends requests nowhere else.
import SwaggerUI from "swagger-ui-dist/swagger-ui-es-bundle.js";
import "swagger-ui-dist/swagger-ui.css";
import "./rest.css";
import { cookie } from "./cookie.js";

const place = document.getElementById("page");

// Swagger UI has dark colours, but does not follow the system by itself.
const dark = window.matchMedia("(prefers-color-scheme: dark)");
const follow = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
dark.addEventListener("change", follow);
follow();

SwaggerUI({
  url: `${place.dataset.prefix}/openapi.json`,
  domNode: place,
  deepLinking: true,
  // No requests to the validator of swagger.io.
  validatorUrl: null,
  docExpansion: "list",
  defaultModelsExpandDepth: 0,
  tryItOutEnabled: true,
  displayRequestDuration: true,
  // With a session, writes need Django's CSRF token.
  requestInterceptor(request) {
    const token = cookie(place.dataset.csrfCookie);
    if (token && request.method !== "GET") request.headers["X-CSRFToken"] = token;
    return request;
  },
});
