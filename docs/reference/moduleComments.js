/**
 * What stands at the head of a module's file says what the module is for; TypeDoc does not take it for a module that an
 * index exports as a namespace, so it is put there.
 */
import { Comment, Converter, ReflectionKind } from "typedoc"

const head = (text) =>
  /^\/\*\*(.*?)\*\//s
    .exec(text)?.[1]
    .replace(/^\s*\* ?/gm, "")
    .trim()

/** @param {import("typedoc").Application} app */
export const load = (app) => {
  app.converter.on(Converter.EVENT_CREATE_DECLARATION, (context, reflection) => {
    if (!reflection.kindOf(ReflectionKind.Namespace) || reflection.comment !== undefined) return
    const [declaration] = context.getSymbolFromReflection(reflection)?.declarations ?? []
    const text = head(declaration?.getSourceFile().text ?? "")
    if (text !== undefined) reflection.comment = new Comment([{ kind: "text", text }])
  })
}
