import type { ComponentChildren, HTMLAttributes } from "preact";
import { useId } from "preact/hooks";

interface TextFieldProps {
  label: string;
  value: string;
  onInput(value: string): void;
  /** What is allowed, shown below the field. */
  hint?: string;
  /** What is wrong with the value; takes the place of the hint. */
  error?: ComponentChildren;
  /** For codes, usernames and other texts that must not be autocorrected. */
  verbatim?: boolean;
  required?: boolean;
  /** Nothing more can be typed. */
  maxLength?: number;
  placeholder?: string;
  /** The id of a `datalist` with what is likely meant. */
  list?: string;
  inputMode?: HTMLAttributes<HTMLInputElement>["inputMode"];
}

/** A line of text with its label, and with what is wrong beside it. */
export function TextField(props: TextFieldProps) {
  const { label, value, onInput, hint, error, verbatim, required, placeholder, inputMode, maxLength, list } = props;
  const id = useId();
  const said = error ?? hint;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        class="input"
        type="text"
        value={value}
        required={required}
        maxLength={maxLength}
        placeholder={placeholder}
        inputMode={inputMode}
        list={list}
        autocomplete="off"
        {...(verbatim === true && { autocapitalize: "none", autocorrect: "off", spellcheck: false })}
        {...(said !== undefined && { "aria-describedby": `${id}-said` })}
        {...(error !== undefined && { "aria-invalid": true })}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
      {said !== undefined && (
        <p id={`${id}-said`} class={error === undefined ? "hint muted" : "wrong"}>
          {said}
        </p>
      )}
    </div>
  );
}
