/**
 * Recognises the file types that Feennex takes as receipts by their first bytes: JPEG, PNG, PDF, WebP and HEIF. A name or a
 * declared type is never believed.
 */
export interface FileType {
  readonly mediaType: string
  readonly extension: string
}

const heifBrands = new Set(["heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1"])

const ascii = (bytes: Uint8Array, start: number, end: number): string =>
  String.fromCharCode(...bytes.subarray(start, end))

/** The type of a file, or undefined when it is not one of those. */
export const fileType = (bytes: Uint8Array): FileType | undefined => {
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return { mediaType: "image/jpeg", extension: "jpg" }
  if (ascii(bytes, 0, 8) === "\x89PNG\r\n\x1a\n") return { mediaType: "image/png", extension: "png" }
  if (ascii(bytes, 0, 5) === "%PDF-") return { mediaType: "application/pdf", extension: "pdf" }
  if (ascii(bytes, 0, 4) === "RIFF" && ascii(bytes, 8, 12) === "WEBP")
    return { mediaType: "image/webp", extension: "webp" }
  if (ascii(bytes, 4, 8) === "ftyp" && heifBrands.has(ascii(bytes, 8, 12))) {
    return { mediaType: "image/heif", extension: "heif" }
  }
  return undefined
}
