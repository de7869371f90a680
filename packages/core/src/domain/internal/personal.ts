/** Text that identifies a person or an account: redacted from the moment it is decoded. */
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"

/**
 * The check stands on the redacted side, so that a value which a typed caller redacted itself is refused with the same
 * reason as one that is decoded.
 */
export const personal = (isValid: (text: string) => boolean, message: string) =>
  Schema.RedactedFromValue(Schema.String).check(
    Schema.makeFilter((redacted: Redacted.Redacted<string>) => isValid(Redacted.value(redacted)), { message })
  )

/** Whether the text has 1 to `max` characters, none of them a control or half a character, and the first no space. */
export const isLine = (text: string, max: number): boolean =>
  /^(?!\s)[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}]+$/u.test(text) && [...text].length <= max

/** Personal text of `min` to `max` digits. */
export const digits = (min: number, max: number) =>
  personal((text) => text.length >= min && text.length <= max && /^\d+$/.test(text), `must be ${min} to ${max} digits`)
