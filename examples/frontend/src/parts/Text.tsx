import Markdown from "markdown-to-jsx";
import type { ReactNode } from "react";

// Text by other people: no raw HTML, and no images from other sites.
const OPTIONS = {
  disableParsingRawHTML: true,
  forceBlock: true,
  wrapper: "div",
  overrides: {
    a: ({ children, href }: { children?: ReactNode; href?: string }) => (
      <a href={href} target="_blank" rel="noreferrer nofollow">
        {children}
      </a>
    ),
    img: ({ alt, src }: { alt?: string; src?: string }) => (
      <a href={src} target="_blank" rel="noreferrer nofollow">
        {alt || src}
      </a>
    ),
  },
} as const;

/** Markdown. */
export function Text({ children }: { children: string }) {
  return (
    <div className="text">
      <Markdown options={OPTIONS}>{children}</Markdown>
    </div>
  );
}
