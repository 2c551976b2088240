import Markdown from "markdown-to-jsx";
import type { ReactNode } from "react";

// Somebody else's text: no HTML of theirs, and no pictures from elsewhere.
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

/** What people write: Markdown. */
export function Text({ children }: { children: string }) {
  return (
    <div className="text">
      <Markdown options={OPTIONS}>{children}</Markdown>
    </div>
  );
}
