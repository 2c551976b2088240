import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./App";
import "./style/base.css";
import "./style/controls.css";
import "./style/frame.css";
import "./style/list.css";
import "./style/ticket.css";
import "./style/phone.css";

const place = document.getElementById("app");
if (place) {
  createRoot(place).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
