// The REST API's page: Swagger UI on the description that the service gives of itself. Asks nobody else.
import SwaggerUI from "swagger-ui-dist/swagger-ui-es-bundle.js";
import "swagger-ui-dist/swagger-ui.css";
import "./rest.css";
import { cookie } from "./cookie.js";

const place = document.getElementById("page");

SwaggerUI({
  url: "/openapi.json",
  domNode: place,
  deepLinking: true,
  // No badge of a validator elsewhere.
  validatorUrl: null,
  docExpansion: "list",
  defaultModelsExpandDepth: 0,
  tryItOutEnabled: true,
  displayRequestDuration: true,
  // Django's protection of writes by a session.
  requestInterceptor(request) {
    const token = cookie(place.dataset.csrfCookie);
    if (token && request.method !== "GET") request.headers["X-CSRFToken"] = token;
    return request;
  },
});
