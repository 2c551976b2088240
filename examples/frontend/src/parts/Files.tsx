import { type DragEvent, useId, useRef, useState } from "react";
import { useChoices } from "../api/choices";

const UNITS = ["byte", "kilobyte", "megabyte"] as const;

export function sizeOf(bytes: number): string {
  const step = bytes < 1000 ? 0 : bytes < 1_000_000 ? 1 : 2;
  const number = bytes / 1000 ** step;
  return new Intl.NumberFormat(undefined, {
    style: "unit",
    unit: UNITS[step],
    unitDisplay: step ? "short" : "long",
    maximumFractionDigits: number < 10 && step ? 1 : 0,
  }).format(number);
}

type Props = {
  files: File[];
  setFiles: (files: File[]) => void;
  fault: string | undefined;
  /** The part that has been sent, from 0 to 1; null while nothing is sent. */
  sent: number | null;
};

/** Files to send: chosen, dropped, taken away again, and how far they are on their way. */
export function Files({ files, setFiles, fault, sent }: Props) {
  const id = useId();
  const rules = useChoices()?.attachmentRules;
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    setFiles([...files, ...event.dataTransfer.files]);
  };
  if (rules?.enabled === false) return null;
  return (
    <div
      className={`field drop ${over ? "over" : ""}`}
      onDragOver={(event) => (event.preventDefault(), setOver(true))}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <div className="row">
        <label htmlFor={id}>Files</label>
        <input
          id={id}
          ref={input}
          className="hidden"
          type="file"
          multiple
          accept={rules?.extensions?.join(",")}
          aria-describedby={fault ? `${id}-fault` : undefined}
          onChange={(event) => {
            setFiles([...files, ...(event.target.files ?? [])]);
            event.target.value = "";
          }}
        />
        <button type="button" className="plain" onClick={() => input.current?.click()}>
          Choose
        </button>
        <span className="hint">or drop them here{rules && `, up to ${sizeOf(Number(rules.maxSize))} each`}</span>
      </div>
      {files.length > 0 && (
        <ul className="files">
          {files.map((file, at) => (
            <li key={`${at}-${file.name}`}>
              {file.name} <span className="under">{sizeOf(file.size)}</span>
              <button
                type="button"
                className="plain"
                aria-label={`Take ${file.name} away`}
                onClick={() => setFiles(files.filter((_, other) => other !== at))}
              >
                ✕
              </button>
            </li>
          ))}
        </ul>
      )}
      {sent !== null && files.length > 0 && (
        <progress value={sent} aria-label="Sent">
          {Math.round(sent * 100)} %
        </progress>
      )}
      {fault && (
        <p className="fault" id={`${id}-fault`}>
          {fault}
        </p>
      )}
    </div>
  );
}
