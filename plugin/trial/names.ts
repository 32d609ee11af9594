import type { Random } from './random';

/** Common family names; the first ones are written twice or more because they are met more often. */
const FAMILIES = [
  ...'王李张刘陈王李张刘陈杨黄赵吴周杨黄徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈',
  '欧阳',
  '上官',
];
const FIRST = '子雨嘉思文浩俊一宇欣梓佳志晓明泽天景若书清雅诗慧立德承远安亦星云锦奕昊博';
const SECOND = '涵轩怡琪杰豪婷宇萱然睿彤洋凯阳悦欣琳宁辰瑶航晨妍铭昕宸霖倩蕾峰源鹏柔雯';
const SINGLE = '伟敏静磊洋勇艳杰娟涛超霞平刚辉玲桦倩帆鑫睿妍旭晴';
const DOTTED_OWN = ['阿依努尔', '古丽娜', '叶尔兰', '热依汗', '木拉提', '阿丽娅', '别克扎提'];
const DOTTED_FATHER = ['托合提', '买买提江', '努尔哈孜', '艾合买提', '吐尔逊', '赛力克'];

/** A generated Chinese name of two to four characters; nobody's in particular. */
export function makeName(random: Random): string {
  const family = random.pick(FAMILIES);
  if (random.chance(0.16)) return family + random.pick([...SINGLE]);
  return family + random.pick([...FIRST]) + random.pick([...SECOND]);
}

/** A generated name of two parts with the dot between (`阿丽娅·赛力克`), as people of several nationalities write theirs. */
export function makeDottedName(random: Random): string {
  return `${random.pick(DOTTED_OWN)}·${random.pick(DOTTED_FATHER)}`;
}
