import { addText } from './text';
import { XmlBytes } from './xml-bytes';

/** Far more than anybody chooses from; should there be more, those stand in their cells. */
const MOST = 10_000;

/** Texts that many cells have, each held but once. */
export class SharedTexts {
  private readonly places = new Map<string, number>();

  /** The place of a text among the shared ones; nothing when there is no room for it. */
  placeOf(text: string): number | undefined {
    const known = this.places.get(text);
    if (known !== undefined || this.places.size === MOST) return known;
    this.places.set(text, this.places.size);
    return this.places.size - 1;
  }

  /** All of them, in their order, as a part of a workbook. */
  toXml(): string {
    const xml = new XmlBytes();
    for (const text of this.places.keys()) {
      xml.markup('<si>');
      addText(xml, text);
      xml.markup('</si>');
    }
    const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
    return `<sst xmlns="${main}" uniqueCount="${this.places.size}">${xml.take().toString()}</sst>`;
  }
}
