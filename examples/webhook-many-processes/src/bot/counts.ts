/** What one process has done for TGTrack since it started. */
export interface Counts {
  /** Deliveries it recorded. */
  recorded: number;
  /** Deliveries it sent, whichever process recorded them. */
  sent: number;
}
