/** What is used of saxen, which brings no types. */
declare module 'saxen' {
  type Decode = (text: string) => string;

  interface Events {
    error(error: Error): void;
    attention(text: string): void;
    openTag(name: string, attributes: () => Record<string, string> | false, decode: Decode, empty: boolean): void;
    closeTag(name: string, decode: Decode, empty: boolean): void;
    text(text: string, decode: Decode): void;
    cdata(text: string): void;
  }

  export class Parser {
    on<Name extends keyof Events>(name: Name, handler: Events[Name]): this;
    write(xml: string): this;
    end(): Error | undefined;
  }
}
