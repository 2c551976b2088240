// Time spent: the service's ISO 8601 durations, and hours and minutes as people write them.

/** Minutes of an ISO 8601 duration, such as `P1DT2H30M`. */
function minutesOf(duration: string): number {
  const [, days = 0, hours = 0, minutes = 0, seconds = 0] =
    /^-?P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?)?$/.exec(duration) ?? [];
  return Math.round(Number(days) * 1440 + Number(hours) * 60 + Number(minutes) + Number(seconds) / 60);
}

/** The sum of durations for people: `2 h 30 min`. Empty for none. */
export function shownDuration(...durations: (string | null | undefined)[]): string {
  const minutes = durations.reduce((sum, duration) => sum + (duration ? minutesOf(duration) : 0), 0);
  if (minutes === 0) return "";
  const parts = [[Math.floor(minutes / 60), "h"], [minutes % 60, "min"]] as const;
  return parts.filter(([number]) => number > 0).map(([number, unit]) => `${number} ${unit}`).join(" ");
}

/** The duration of a text such as `1:30`, `45` (minutes), `1.5 h` or `2 h 30 min`; undefined if it is none. */
export function parsedDuration(text: string): string | undefined {
  const [, hours = "", minutes = ""] =
    /^\s*(?:(\d+(?:[.,]\d+)?)\s*h(?:ours?)?|(?=\d))\s*(?:(\d+)\s*(?:m|min|minutes?)?)?\s*$/i.exec(text) ?? [];
  const [, before, after] = /^\s*(\d+):([0-5]\d)\s*$/.exec(text) ?? [];
  const total = before ? Number(before) * 60 + Number(after) : Math.round(Number(hours.replace(",", ".")) * 60 + Number(minutes));
  return total > 0 ? `PT${total}M` : undefined;
}
