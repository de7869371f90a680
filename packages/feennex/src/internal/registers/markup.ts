/**
 * Reads the XML of an XLSX part piece by piece. Declarations of document types and entities are refused, names lose
 * their prefix, and the parser keeps no more than a bounded piece of any text.
 */
import sax from "sax"
import { malformed } from "./limits.ts"

/** What is told of a part. */
export interface Listener {
  readonly open: (name: string, attributes: Readonly<Record<string, string>>) => void
  readonly text: (text: string) => void
  readonly close: (name: string) => void
}

const local = (name: string): string => name.slice(name.indexOf(":") + 1)

/** A reader of one part: `write` its text in order, then `end`. */
export const markupReader = ({ close, open, text }: Listener) => {
  // Only with positions does it look at how much it keeps.
  const parser = sax.parser(true, { position: true })
  parser.onopentag = ({ attributes, name }) => open(local(name), attributes as Record<string, string>)
  parser.onclosetag = (name) => close(local(name))
  parser.ontext = text
  parser.oncdata = text
  parser.ondoctype = () => {
    throw malformed("declares a document type")
  }
  parser.onerror = () => {
    throw malformed("has a part that is no well-formed XML")
  }
  const decoder = new TextDecoder()
  return {
    write: (piece: Uint8Array) => void parser.write(decoder.decode(piece, { stream: true })),
    end: () => void parser.write(decoder.decode()).close()
  }
}

/** Reads a whole part for what it tells. */
export const readPart = async (pieces: AsyncIterable<Uint8Array>, listener: Listener): Promise<void> => {
  const reader = markupReader(listener)
  let isEmpty = true
  for await (const piece of pieces) {
    isEmpty = false
    reader.write(piece)
  }
  if (!isEmpty) reader.end()
}
