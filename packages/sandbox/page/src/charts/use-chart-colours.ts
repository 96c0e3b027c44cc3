import { useEffect, useState } from "preact/hooks";
import { type ChartColours, readChartColours } from "./chart-colours.ts";

/** The colours of charts, read anew when the page turns light or dark. */
export function useChartColours(): ChartColours {
  const [colours, setColours] = useState(readChartColours);
  useEffect(() => {
    const read = () => setColours(readChartColours());
    const observer = new MutationObserver(read);
    observer.observe(document.documentElement, { attributeFilter: ["data-theme"] });
    const preference = matchMedia("(prefers-color-scheme: dark)");
    preference.addEventListener("change", read);
    return () => {
      observer.disconnect();
      preference.removeEventListener("change", read);
    };
  }, []);
  return colours;
}
