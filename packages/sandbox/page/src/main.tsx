import { render } from "preact";
import { App } from "./app/app.tsx";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/layout.css";
import "./styles/controls.css";
import "./styles/surfaces.css";

const root = document.getElementById("app");
if (root === null) throw new Error("index.html has no element with the id app.");
render(<App />, root);
