import { areaList } from '@vant/area-data';

interface City {
  name: string;
  counties: string[];
}

/** The provinces by their code, in the order of the list. */
export function listProvinces(): { code: string; name: string }[] {
  return Object.entries(areaList.province_list).map(([code, name]) => ({ code: code.slice(0, 2), name }));
}

/** The cities of a province with their counties; nothing for a code that is none. */
export function findCities(province: string): City[] | undefined {
  if (!(`${province}0000` in areaList.province_list)) return undefined;
  return Object.entries(areaList.city_list)
    .filter(([code]) => code.startsWith(province))
    .map(([code, name]) => ({ name, counties: countiesOf(code.slice(0, 4)) }));
}

function countiesOf(city: string): string[] {
  return Object.entries(areaList.county_list)
    .filter(([code]) => code.startsWith(city))
    .map(([, name]) => name);
}
