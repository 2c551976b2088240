const exact = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
const day = new Intl.DateTimeFormat(undefined, { dateStyle: "medium" });
const relative = new Intl.RelativeTimeFormat(undefined, { numeric: "auto" });
const STEPS = [["minute", 60], ["hour", 3600], ["day", 86400]] as const;

/** How long ago something was, where that is less than a month, else the day. */
function ago(moment: Date): string {
  const seconds = (moment.getTime() - Date.now()) / 1000;
  if (Math.abs(seconds) < 45) return "just now";
  if (Math.abs(seconds) > 30 * 86400) return day.format(moment);
  const [unit, length] = STEPS.findLast(([, length]) => Math.abs(seconds) >= length * 0.75) ?? STEPS[0];
  return relative.format(Math.round(seconds / length), unit);
}

export const exactly = (moment: string) => exact.format(new Date(moment));

export function Time({ at }: { at: string }) {
  return (
    <time dateTime={at} title={exactly(at)}>
      {ago(new Date(at))}
    </time>
  );
}
