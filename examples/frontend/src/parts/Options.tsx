export type Option = readonly [value: string | number, label: string];

/** The options of a select. Includes a current value that is no longer offered; otherwise the select would show another. */
export function Options({ options, current }: { options: readonly Option[]; current?: Option | undefined }) {
  const all = current && !options.some(([value]) => `${value}` === `${current[0]}`) ? [...options, current] : options;
  return all.map(([value, label]) => (
    <option key={value} value={value}>
      {label}
    </option>
  ));
}
