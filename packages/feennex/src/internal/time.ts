/**
 * The `now` of status requests. Documented as ISO 8601 but printed in several forms, so the form is a setting; the text
 * that is signed is the text that is sent. Written in UTC: Feennex states no zone and checks no window.
 */

/** The forms in Feennex's own examples. */
export const nowFormats = ["YYYY-MM-DD HH:mm:ss.ffffff", "YYYY-MM-DD HH:mm:ss", "YYYY-MM-DDTHH:mm:ss.fffZ"] as const

/** One of the forms in Feennex's own examples. */
export type NowFormat = (typeof nowFormats)[number]

/** Writes an instant in one of the forms. */
export const formatNow = (epochMillis: number, format: NowFormat): string => {
  const iso = new Date(epochMillis).toISOString()
  switch (format) {
    case "YYYY-MM-DDTHH:mm:ss.fffZ":
      return iso
    case "YYYY-MM-DD HH:mm:ss":
      return iso.slice(0, 19).replace("T", " ")
    case "YYYY-MM-DD HH:mm:ss.ffffff":
      return `${iso.slice(0, 23).replace("T", " ")}000`
  }
}
