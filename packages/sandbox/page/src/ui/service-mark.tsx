import type { ServiceName } from "#wire/service-name";
import "./service-mark.css";

/** As the services spell their names, in every language. */
export const SERVICE_TITLES: Readonly<Record<ServiceName, string>> = {
  tgtrack: "TGTrack",
  "tgtrack-max": "TGTrack MAX",
  howusedbot: "HowUsedBot",
};

const MARKS: Readonly<Record<ServiceName, string>> = { tgtrack: "TG", "tgtrack-max": "MX", howusedbot: "HU" };

/** A service, by a mark of two letters and its name; the letters are not read out. */
export function ServiceMark({ service }: { service: ServiceName }) {
  return (
    <span class="service-mark">
      <span class={`service-letters ${service}`} aria-hidden="true">
        {MARKS[service]}
      </span>
      {SERVICE_TITLES[service]}
    </span>
  );
}
