/** An object as kubectl would print it. The writer comes with the first text that is asked for. */
export const yamlOf = async (object: unknown): Promise<string> => (await import('../manifest/stringify.ts')).stringifyYaml(object);
