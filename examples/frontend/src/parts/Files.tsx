import { type DragEvent, useId, useState } from "react";
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
  error: string | undefined;
  /** The sent fraction, from 0 to 1; null if no request is running. */
  sent: number | null;
};

/** The files to upload: choose, drop and remove them, with upload progress. */
export function Files({ files, setFiles, error, sent }: Props) {
  const id = useId();
  const rules = useChoices()?.attachmentRules;
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
        {/* The input is hidden; its label looks like a button and shows the focus. */}
        <input
          id={id}
          className="hidden"
          type="file"
          multiple
          accept={rules?.extensions?.join(",")}
          aria-describedby={error ? `${id}-error` : undefined}
          onChange={(event) => {
            setFiles([...files, ...(event.target.files ?? [])]);
            event.target.value = "";
          }}
        />
        <label htmlFor={id} className="button">
          Choose files
        </label>
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
                aria-label={`Remove ${file.name}`}
                onClick={() => setFiles(files.filter((_, other) => other !== at))}
              >
                ✕
              </button>
            </li>
          ))}
        </ul>
      )}
      {sent !== null && files.length > 0 && (
        <progress value={sent} aria-label="Upload progress">
          {Math.round(sent * 100)} %
        </progress>
      )}
      {error && (
        <p className="error" id={`${id}-error`}>
          {error}
        </p>
      )}
    </div>
  );
}
