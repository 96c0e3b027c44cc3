import { useState } from "preact/hooks";
import { useStatus } from "../../api/status.tsx";
import { useTexts } from "../../i18n/language.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { Segmented } from "../../ui/segmented.tsx";
import { CHAT_TEXTS } from "./chat-texts.ts";
import { CLIENTS, type ClientName } from "./clients.ts";

/** What a newcomer sees before a bot has called: what to set, and how each framework takes it. */
export function ConnectBot({ apiRoot }: { apiRoot: string }) {
  const texts = useTexts(CHAT_TEXTS);
  const { reply } = useStatus();
  const [client, setClient] = useState<ClientName>("grammy");
  const variables = `BOT_TRACKER_SANDBOX=${reply?.url ?? location.origin}\nTELEGRAM_API_URL=${apiRoot}`;
  const { code } = CLIENTS[client];
  return (
    <section class="card empty chat-connect">
      <h2>{texts.noBot}</h2>
      <p>{texts.noBotHint}</p>
      <div class="row">
        <pre class="code">{variables}</pre>
        <CopyButton text={variables} label={texts.copyVariables} />
      </div>
      <p>{texts.yourCode}</p>
      <Segmented<ClientName>
        label={texts.yourCode}
        value={client}
        options={(Object.keys(CLIENTS) as ClientName[]).map((value) => ({ value, text: CLIENTS[value].title }))}
        onChange={setClient}
      />
      <div class="row">
        <pre class="code">{code}</pre>
        <CopyButton text={code} label={texts.copyCode} />
      </div>
    </section>
  );
}
