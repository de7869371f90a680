/**
 * The pages a payer sees, as plain as they can be. Whatever comes from a request is escaped.
 */
import type { Answer } from "../Reply.ts"

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" }

/** A text that is safe within HTML and within an attribute's quotes. */
export const escaped = (text: string): string => text.replace(/[&<>"]/g, (sign) => entities[sign] ?? sign)

/** A page; `body` is HTML. */
export const page = (title: string, body: string, status = 200): Answer => ({
  status,
  headers: { "content-type": "text/html; charset=utf-8" },
  body: `<!doctype html><title>${title}</title><h1>${title}</h1>${body}`,
  summary: "page"
})

/** Where a browser is sent on by GET; the page instead where the URL is none. */
export const redirect = (url: string | null, instead: Answer): Answer => {
  if (url === null || !URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) return instead
  return { status: 303, headers: { location: new URL(url).href }, body: "", summary: "redirect" }
}
