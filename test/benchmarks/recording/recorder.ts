/** Something that takes events to send them later. */
export interface Recorder {
  /** Called as a bot calls it: nothing is awaited. */
  record(index: number): void;
  /** Resolves once all that was recorded waits in its queue (or in its file). */
  settle(): Promise<void>;
  /** Lets go of everything, sent or not. */
  close(): Promise<void>;
}

export type OpenRecorder = () => Recorder | Promise<Recorder>;
