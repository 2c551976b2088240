import { useState } from "react";
import { useQuery } from "urql";
import { HtmlPreviewQuery } from "../api/documents/tickets";
import { errorMessage } from "../api/errors";
import { Dialog } from "./Dialog";
import { Notice } from "./Notice";

/** A button that shows an HTML file, such as the formatted text of an email. */
export function HtmlPreview({ id, filename }: { id: string; filename: string }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button type="button" className="link" onClick={() => setOpen(true)}>
        Preview<span className="hidden"> of {filename}</span>
      </button>
      {isOpen && (
        <Dialog title={filename} wide close={() => setOpen(false)}>
          <Preview id={id} filename={filename} />
        </Dialog>
      )}
    </>
  );
}

function Preview({ id, filename }: { id: string; filename: string }) {
  const [{ data, fetching, error }] = useQuery({ query: HtmlPreviewQuery, variables: { id } });
  if (error) return <Notice kind="bad">{errorMessage(error)}</Notice>;
  if (fetching) return <p className="waiting">Loading…</p>;
  const preview = data?.node && "htmlPreview" in data.node ? data.node.htmlPreview : null;
  if (!preview) return <Notice kind="bad">This file has no preview. Download it instead.</Notice>;
  return (
    <>
      {preview.blockedImageCount > 0 && <p className="hint">Images from other sites were removed: {preview.blockedImageCount}</p>}
      {/* The service has removed scripts; the sandbox would not run them either. */}
      <iframe title={filename} sandbox="" srcDoc={preview.html} className="preview" />
    </>
  );
}
