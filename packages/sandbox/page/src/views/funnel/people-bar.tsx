interface PeopleBarProps {
  people: number;
  /** The most people of any bar: those who fill it. */
  most: number;
  isStart?: boolean;
}

/** How many people got that far, as a length. The number stands beside it. */
export function PeopleBar({ people, most, isStart = false }: PeopleBarProps) {
  const share = most === 0 ? 0 : people / most;
  return (
    <div class={isStart ? "people-bar start" : "people-bar"} aria-hidden="true">
      <div class="people-bar-fill" style={{ width: `${(100 * share).toFixed(2)}%` }} />
    </div>
  );
}
