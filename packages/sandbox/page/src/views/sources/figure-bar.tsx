interface FigureBarProps {
  /** 0 to 1. */
  share: number;
  children: string;
  /** The figure in more words, as a tooltip. */
  title: string;
}

/** A figure beside a thin bar that shows its share; the bar repeats what the figure says. */
export function FigureBar({ share, children, title }: FigureBarProps) {
  return (
    <span class="figure-bar" title={title}>
      <span class="figure-bar-track" aria-hidden="true">
        <span style={{ width: `${Math.min(1, Math.max(0, share)) * 100}%` }} />
      </span>
      <span>{children}</span>
    </span>
  );
}
