/** The body of a request, whole and in memory before anything may leave, so that one that cannot be made has sent nothing. */

/** What is sent: text as UTF-8, or bytes. */
export type Content = string | Uint8Array<ArrayBuffer>

const inspect = Symbol.for("nodejs.util.inspect.custom")

/** A body with the media type by which it is read; it prints as its type only. `@switchyard/core/Body` makes them. */
export class Body {
  /** The `content-type` of the request, unless its own headers name one. */
  readonly contentType: string
  readonly content: Content

  constructor(contentType: string, content: Content) {
    this.contentType = contentType
    this.content = content
  }

  toJSON(): { readonly contentType: string } {
    return { contentType: this.contentType }
  }

  toString(): string {
    return `Body(${this.contentType})`
  }

  [inspect](): string {
    return this.toString()
  }
}
