/** What one process has done for TGTrack since it started. */
export interface Counts {
  /** Deliveries that it recorded. */
  recorded: number;
  /** Deliveries that it sent, whichever process recorded them. */
  sent: number;
}
