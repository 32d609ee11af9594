import type { Random } from './random';

/** A place that students report from: its 省/市/区 and roughly its middle. */
export interface Region {
  region: string;
  longitude: number;
  latitude: number;
}

/** Where the students of the made-up school are at home. The first eight are the neighbourhood, where most are. */
const REGIONS: readonly Region[] = [
  { region: '湖南省/长沙市/岳麓区', longitude: 112.93, latitude: 28.23 },
  { region: '湖南省/长沙市/长沙县', longitude: 113.08, latitude: 28.25 },
  { region: '湖南省/株洲市/天元区', longitude: 113.08, latitude: 27.83 },
  { region: '湖南省/衡阳市/衡南县', longitude: 112.68, latitude: 26.74 },
  { region: '湖南省/岳阳市/平江县', longitude: 113.59, latitude: 28.7 },
  { region: '湖南省/常德市/鼎城区', longitude: 111.68, latitude: 29.02 },
  { region: '湖南省/邵阳市/隆回县', longitude: 111.03, latitude: 27.11 },
  { region: '湖南省/怀化市/溆浦县', longitude: 110.59, latitude: 27.91 },
  { region: '湖北省/武汉市/江夏区', longitude: 114.32, latitude: 30.38 },
  { region: '湖北省/荆州市/监利市', longitude: 112.9, latitude: 29.82 },
  { region: '江西省/宜春市/万载县', longitude: 114.44, latitude: 28.11 },
  { region: '江西省/赣州市/南康区', longitude: 114.77, latitude: 25.66 },
  { region: '广东省/深圳市/龙岗区', longitude: 114.25, latitude: 22.72 },
  { region: '广西壮族自治区/桂林市/全州县', longitude: 111.07, latitude: 25.93 },
  { region: '贵州省/铜仁市/碧江区', longitude: 109.26, latitude: 27.69 },
  { region: '四川省/达州市/渠县', longitude: 106.97, latitude: 30.84 },
  { region: '重庆市/重庆市/永川区', longitude: 105.93, latitude: 29.36 },
  { region: '河南省/信阳市/固始县', longitude: 115.65, latitude: 32.17 },
  { region: '安徽省/阜阳市/颍上县', longitude: 116.26, latitude: 32.65 },
  { region: '甘肃省/定西市/陇西县', longitude: 104.63, latitude: 35.0 },
  { region: '新疆维吾尔自治区/喀什地区/莎车县', longitude: 77.25, latitude: 38.42 },
];
const NEAR = 8;

/** A home, two times out of three in the neighbourhood. */
export function pickHome(random: Random): Region {
  return random.pick(random.chance(0.67) ? REGIONS.slice(0, NEAR) : REGIONS.slice(NEAR));
}
