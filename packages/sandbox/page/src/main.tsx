import { render } from "preact";
// Before the app: the styles of a view come after those that all share, and win where both say something.
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/layout.css";
import "./styles/phone.css";
import "./styles/controls.css";
import "./styles/surfaces.css";
import { App } from "./app/app.tsx";

const root = document.getElementById("app");
if (root === null) throw new Error("index.html has no element with the id app.");
render(<App />, root);
