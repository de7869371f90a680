import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import { fileType } from "../src/internal/fileType.ts"

const bytes = (text: string): Uint8Array => Uint8Array.from(text, (char) => char.charCodeAt(0))

const rest = "\0".repeat(20)

describe("the type of a receipt, by its first bytes,", () => {
  it.each([
    ["\xff\xd8\xff\xe0", "image/jpeg", "jpg"],
    ["\xff\xd8\xff\xe1", "image/jpeg", "jpg"],
    ["\x89PNG\r\n\x1a\n", "image/png", "png"],
    ["%PDF-1.7", "application/pdf", "pdf"],
    ["RIFF\0\0\0\0WEBP", "image/webp", "webp"],
    ["\0\0\0\x18ftypheic", "image/heif", "heif"],
    ["\0\0\0\x18ftypmif1", "image/heif", "heif"]
  ])("of %j is %s", (start, mediaType, extension) => {
    assert.deepStrictEqual(fileType(bytes(start + rest)), { mediaType, extension })
    assert.isUndefined(fileType(bytes(` ${start}${rest}`)), "not when something stands before it")
    assert.isUndefined(fileType(bytes(start.slice(0, 2))), "not when it is cut")
  })

  it.each([
    ["a zip", "PK\x03\x04receipt.jpg"],
    ["nothing", ""],
    ["a GIF", "GIF89a"],
    ["a TIFF", "II*\0"],
    ["a web page", "<html>%PDF-1.7"],
    ["a script", "#!/bin/sh"],
    ["another RIFF", "RIFF\0\0\0\0WAVE"],
    ["a film", "\0\0\0\x18ftypmp42"],
    ["an executable", "MZ\x90\0"]
  ])("of %s is none", (_, start) => {
    assert.isUndefined(fileType(bytes(start + (start === "" ? "" : rest))))
  })

  it("is found without a failure, however short or strange the file", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 40 }), (file) => fileType(file)?.extension !== ""))
  })
})
