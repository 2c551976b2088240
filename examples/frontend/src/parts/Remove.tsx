type Props = { what: string; disabled: boolean; run: () => void };

/** A small button that removes an item of a list. */
export function Remove({ what, disabled, run }: Props) {
  return (
    <button type="button" className="icon" aria-label={`Remove ${what}`} title="Remove" disabled={disabled} onClick={run}>
      ✕
    </button>
  );
}
