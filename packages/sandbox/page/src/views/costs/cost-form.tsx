import { useRef, useState } from "preact/hooks";
import type { CostProblem, CostsTaken } from "#wire/costs";
import type { LinksReply } from "#wire/links";
import { useReply } from "../../api/use-reply.ts";
import { wordsOfFailure } from "../../api/words-of-failure.ts";
import { useTexts } from "../../i18n/language.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { askPreview, tableOf, takeCosts } from "./ask-preview.ts";
import { CostProblemText } from "./cost-problem-text.tsx";
import { type CostScope, CostScopeFields } from "./cost-scope.tsx";
import { COSTS_TEXTS } from "./costs-texts.ts";

interface CostFormProps {
  scope: CostScope;
  onScope(scope: CostScope): void;
  onTaken(taken: CostsTaken): void;
}

/** One cost, typed in. The days and the currency stay for the next one. */
export function CostForm({ scope, onScope, onTaken }: CostFormProps) {
  const texts = useTexts(COSTS_TEXTS);
  const form = useRef<HTMLFormElement>(null);
  const [ad, setAd] = useState("");
  const [amount, setAmount] = useState("");
  const [problem, setProblem] = useState<CostProblem>();
  const [failure, setFailure] = useState("");
  const { reply } = useReply<LinksReply>("/api/page/links");

  const send = async () => {
    setFailure("");
    try {
      const { costs, wrong } = await askPreview(tableOf(ad, amount), scope);
      setProblem(wrong[0]?.problem);
      if (costs.length === 0) {
        // After the field has been marked.
        setTimeout(() => form.current?.querySelector<HTMLElement>("[aria-invalid]")?.focus());
        return;
      }
      onTaken(await takeCosts(costs));
      setAd("");
      setAmount("");
    } catch (error) {
      setFailure(wordsOfFailure(error));
    }
  };

  const words = problem && <CostProblemText problem={problem} />;
  const isOfAd = problem?.kind === "unknown-source" || problem?.kind === "several-sources" || problem?.kind === "total";
  const isOfAmount = problem?.kind.endsWith("-amount") === true;
  return (
    <form
      ref={form}
      class="card stack"
      aria-labelledby="type-cost"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <h2 id="type-cost">{texts.typeIn}</h2>
      <div class="cost-fields">
        <TextField
          label={texts.ad}
          hint={texts.adHint}
          error={isOfAd ? words : undefined}
          value={ad}
          required
          list="cost-ads"
          onInput={(text) => {
            setAd(text);
            setProblem(undefined);
          }}
        />
        <datalist id="cost-ads">
          {reply?.links.map(({ code, name }) => (
            <option key={code} value={code}>
              {name}
            </option>
          ))}
        </datalist>
        <TextField
          label={texts.amount}
          error={isOfAmount ? words : undefined}
          value={amount}
          required
          inputMode="decimal"
          onInput={(text) => {
            setAmount(text);
            setProblem(undefined);
          }}
        />
        <CostScopeFields scope={scope} onChange={onScope} />
        <button type="submit" class="button primary">
          {texts.add}
        </button>
      </div>
      {(failure !== "" || (words !== undefined && !isOfAd && !isOfAmount)) && (
        <p class="wrong" role="alert">
          {failure === "" ? words : `${texts.failed} ${failure}`}
        </p>
      )}
    </form>
  );
}
