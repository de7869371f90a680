/** The bytes of a form, read whole before anything may leave, so that a form that cannot be read has sent nothing. */

/** A form as it is sent. */
export interface Encoded {
  readonly contentType: string
  readonly bytes: Uint8Array<ArrayBuffer>
}

// Where a file cannot be read, a form that is read as a whole never ends in Node, and fails where nobody can catch it.
const inMemory = async (form: FormData): Promise<FormData> => {
  const read = new FormData()
  for (const [name, value] of form) {
    if (typeof value === "string") read.append(name, value)
    else read.append(name, new Blob([await value.arrayBuffer()], { type: value.type }), value.name)
  }
  return read
}

/** Reads a form; rejects where one of its files cannot be read. */
export const encoded = async (form: FormData): Promise<Encoded> => {
  const wire = new Response(await inMemory(form))
  return {
    contentType: wire.headers.get("content-type") ?? "",
    bytes: new Uint8Array(await wire.arrayBuffer())
  }
}
