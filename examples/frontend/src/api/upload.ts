// A replacement for `fetch` with upload progress, for a request's `context.fetch`.

/** Calls `onProgress` with the sent fraction, from 0 to 1. */
export function fetchWithProgress(onProgress: (part: number) => void): typeof fetch {
  return (input, init) =>
    new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open(init?.method ?? "GET", input instanceof Request ? input.url : input);
      new Headers(init?.headers).forEach((value, name) => {
        // The browser sets the type of a form itself, with the boundary.
        if (!(name === "content-type" && init?.body instanceof FormData)) request.setRequestHeader(name, value);
      });
      request.upload.onprogress = (event) => {
        if (event.lengthComputable) onProgress(event.loaded / event.total);
      };
      request.onload = () => {
        const type = request.getResponseHeader("Content-Type") ?? "text/plain";
        resolve(new Response(request.responseText, { status: request.status, headers: { "Content-Type": type } }));
      };
      request.onerror = () => reject(new TypeError("The server cannot be reached."));
      request.onabort = () => reject(new DOMException("Aborted.", "AbortError"));
      init?.signal?.addEventListener("abort", () => request.abort());
      request.send(init?.body as XMLHttpRequestBodyInit | undefined);
    });
}
