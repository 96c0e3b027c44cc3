/** The bodies that are being read and answered, so that many large ones at once do not end the process. */
export class BytesUnderWay {
  readonly #max: number;
  #bytes = 0;

  constructor(max: number) {
    this.#max = max;
  }

  /** The share of one request, empty at first. */
  share(): BytesShare {
    let taken = 0;
    return {
      take: (bytes) => {
        if (this.#bytes + bytes > this.#max) return false;
        this.#bytes += bytes;
        taken += bytes;
        return true;
      },
      release: () => {
        this.#bytes -= taken;
        taken = 0;
      },
    };
  }
}

export interface BytesShare {
  /** Says whether there is room for `bytes` more, and takes it. */
  take(bytes: number): boolean;
  /** Gives back everything that was taken. */
  release(): void;
}
