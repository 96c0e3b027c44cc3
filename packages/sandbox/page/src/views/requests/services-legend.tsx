import { SERVICE_NAMES } from "#wire/service-name";
import { useTexts } from "../../i18n/language.tsx";
import { ServiceMark } from "../../ui/service-mark.tsx";
import "./services-legend.css";
import { REQUESTS_TEXTS } from "./requests-texts.ts";

/** What each service does with what it is told, for those who meet them for the first time. */
export function ServicesLegend() {
  const texts = useTexts(REQUESTS_TEXTS);
  return (
    <section class="legend" aria-label={texts.legend}>
      <h2>{texts.legend}</h2>
      <dl>
        {SERVICE_NAMES.map((service) => (
          <div key={service}>
            <dt>
              <ServiceMark service={service} />
            </dt>
            <dd class="muted">{texts.legendOf[service]}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
