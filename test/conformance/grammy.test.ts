import { conformance } from "./conformance.ts";
import { GRAMMY } from "./subjects/grammy.ts";

conformance(GRAMMY);
