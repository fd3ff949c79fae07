/**
 * Time zones: an offset, and where the clocks are changed the two days of the year on which they are. The zones of the IANA database
 * that people write most, with the rules that hold today (as POSIX TZ texts); what held in other years is not told.
 */
interface Local {
  readonly name: string;
  /** East of Greenwich. */
  readonly minutes: number;
}
/** The `week`th `weekday` (5: the last) of a month, at a minute of the day by the clock that holds until then. */
interface Change {
  readonly month: number;
  readonly week: number;
  readonly weekday: number;
  readonly minute: number;
}
export interface TimeZone {
  readonly standard: Local;
  readonly summer: (Local & { readonly from: Change; readonly to: Change }) | null;
}
export const UTC: TimeZone = { standard: { name: 'UTC', minutes: 0 }, summer: null };

const NAME = '([A-Za-z]{3,}|<[-+A-Za-z0-9]+>)';
const HOURS = '([-+]?\\d{1,2}(?::\\d{2})?)';
const POSIX = new RegExp(`^${NAME}${HOURS}(?:${NAME}${HOURS}?(?:,([^,]+),([^,]+))?)?$`);
const minutesOf = (text: string): number => {
  const [hours = '0', minutes = '0'] = text.replace(/^[-+]/, '').split(':');
  return (text.startsWith('-') ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
};
function changeOf(text: string): Change | null {
  const [, month, week, weekday, time = '2'] = /^M(\d{1,2})\.([1-5])\.([0-6])(?:\/([-+\d:]+))?$/.exec(text) ?? [];
  return month === undefined ? null : { month: Number(month), week: Number(week), weekday: Number(weekday), minute: minutesOf(time) };
}
/** A zone as POSIX writes it in TZ, such as `CET-1CEST,M3.5.0,M10.5.0/3`; null where it is none. */
export function parseZone(text: string): TimeZone | null {
  const [, name, west = '0', summer, summerWest, from = 'M3.2.0', to = 'M11.1.0'] = POSIX.exec(text) ?? [];
  if (name === undefined) return null;
  const plain = (each: string): string => each.replace(/[<>]/g, '');
  const standard = { name: plain(name), minutes: -minutesOf(west) };
  const [begins, ends] = [changeOf(from), changeOf(to)];
  if (summer === undefined || begins === null || ends === null) return { standard, summer: null };
  return { standard, summer: { name: plain(summer), minutes: summerWest === undefined ? standard.minutes + 60 : -minutesOf(summerWest), from: begins, to: ends } };
}

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
/** When a change takes place in a year, by a clock with this offset. */
function instantOf({ month, week, weekday, minute }: Change, year: number, offset: number): number {
  const first = Date.UTC(year, month - 1, 1);
  const days = new Date(Date.UTC(year, month, 0)).getUTCDate();
  let day = ((weekday - new Date(first).getUTCDay() + 7) % 7) + 7 * (week - 1);
  while (day >= days) day -= 7;
  return first + day * DAY_MS + (minute - offset) * MINUTE_MS;
}
/** What the clocks show at an instant. */
export function localAt({ standard, summer }: TimeZone, ms: number): Local {
  if (summer === null) return standard;
  const year = new Date(ms + standard.minutes * MINUTE_MS).getUTCFullYear();
  const from = instantOf(summer.from, year, standard.minutes);
  const to = instantOf(summer.to, year, summer.minutes);
  const isSummer = from < to ? ms >= from && ms < to : ms >= from || ms < to;
  return isSummer ? summer : standard;
}

/** The instants at which the clocks show a time (in milliseconds as if it were UTC): none in an hour left out, two in one that comes twice. */
export function instantsOf(zone: TimeZone, local: number): readonly number[] {
  const offsets = zone.summer === null ? [zone.standard.minutes] : [zone.summer.minutes, zone.standard.minutes];
  return offsets.map((minutes) => local - minutes * MINUTE_MS).filter((ms) => ms + localAt(zone, ms).minutes * MINUTE_MS === local);
}

const EU = ',M3.5.0,M10.5.0/3';
const ZONES: readonly (readonly [posix: string, names: string])[] = [
  ['UTC0', 'UTC Etc/UTC Etc/UCT Etc/Universal Etc/Zulu UCT Universal Zulu'],
  ['GMT0', 'GMT Etc/GMT Etc/Greenwich Greenwich Africa/Abidjan Africa/Accra Africa/Dakar Atlantic/Reykjavik'],
  [`GMT0BST,M3.5.0/1,M10.5.0`, 'Europe/London GB Europe/Belfast'],
  [`WET0WEST,M3.5.0/1,M10.5.0`, 'Europe/Lisbon Portugal Atlantic/Canary Atlantic/Madeira'],
  ['GMT0IST,M3.5.0/1,M10.5.0', 'Europe/Dublin Eire'],
  [`CET-1CEST${EU}`, 'Europe/Amsterdam Europe/Andorra Europe/Belgrade Europe/Berlin Europe/Bratislava Europe/Brussels Europe/Budapest Europe/Busingen Europe/Copenhagen Europe/Gibraltar Europe/Ljubljana Europe/Luxembourg Europe/Madrid Europe/Malta Europe/Monaco Europe/Oslo Europe/Paris Europe/Podgorica Europe/Prague Europe/Rome Europe/San_Marino Europe/Sarajevo Europe/Skopje Europe/Stockholm Europe/Tirane Europe/Vaduz Europe/Vatican Europe/Vienna Europe/Warsaw Europe/Zagreb Europe/Zurich Africa/Ceuta CET MET Poland'],
  [`EET-2EEST,M3.5.0/3,M10.5.0/4`, 'Europe/Athens Europe/Bucharest Europe/Helsinki Europe/Kiev Europe/Kyiv Europe/Mariehamn Europe/Riga Europe/Sofia Europe/Tallinn Europe/Vilnius Asia/Nicosia EET'],
  ['MSK-3', 'Europe/Moscow Europe/Simferopol W-SU'], ['<+03>-3', 'Europe/Istanbul Turkey Europe/Minsk Asia/Riyadh Asia/Baghdad Asia/Kuwait Asia/Qatar Asia/Amman Asia/Damascus'],
  ['EAT-3', 'Africa/Nairobi Africa/Addis_Ababa Africa/Kampala Africa/Dar_es_Salaam'], ['WAT-1', 'Africa/Lagos Africa/Luanda Africa/Kinshasa Africa/Douala'], ['CAT-2', 'Africa/Maputo Africa/Harare Africa/Lusaka Africa/Khartoum Africa/Windhoek'],
  ['SAST-2', 'Africa/Johannesburg'], ['CET-1', 'Africa/Algiers Africa/Tunis'], ['EET-2', 'Africa/Tripoli Europe/Kaliningrad'], ['EET-2EEST,M4.5.5/0,M10.5.4/24', 'Africa/Cairo Egypt'],
  ['IST-2IDT,M3.4.4/26,M10.5.0', 'Asia/Jerusalem Asia/Tel_Aviv Israel'], ['<+04>-4', 'Asia/Dubai Asia/Baku Asia/Tbilisi Asia/Yerevan Europe/Samara'], ['<+0330>-3:30', 'Asia/Tehran Iran'], ['<+0430>-4:30', 'Asia/Kabul'],
  ['PKT-5', 'Asia/Karachi'], ['<+05>-5', 'Asia/Tashkent Asia/Almaty Asia/Yekaterinburg'], ['IST-5:30', 'Asia/Kolkata Asia/Calcutta'], ['<+0530>-5:30', 'Asia/Colombo'], ['<+0545>-5:45', 'Asia/Kathmandu Asia/Katmandu'],
  ['<+06>-6', 'Asia/Dhaka'], ['<+0630>-6:30', 'Asia/Yangon Asia/Rangoon'], ['<+07>-7', 'Asia/Bangkok Asia/Ho_Chi_Minh Asia/Saigon Asia/Novosibirsk'], ['WIB-7', 'Asia/Jakarta'],
  ['CST-8', 'Asia/Shanghai Asia/Chongqing Asia/Taipei Asia/Macau PRC ROC'], ['HKT-8', 'Asia/Hong_Kong Hongkong'], ['<+08>-8', 'Asia/Singapore Asia/Kuala_Lumpur Singapore'], ['PST-8', 'Asia/Manila'], ['AWST-8', 'Australia/Perth'],
  ['JST-9', 'Asia/Tokyo Japan'], ['KST-9', 'Asia/Seoul ROK Asia/Pyongyang'], ['ACST-9:30', 'Australia/Darwin'], ['ACST-9:30ACDT,M10.1.0,M4.1.0/3', 'Australia/Adelaide'], ['AEST-10', 'Australia/Brisbane'],
  ['AEST-10AEDT,M10.1.0,M4.1.0/3', 'Australia/Sydney Australia/Melbourne Australia/Canberra Australia/Hobart'], ['<+10>-10', 'Asia/Vladivostok'], ['NZST-12NZDT,M9.5.0,M4.1.0/3', 'Pacific/Auckland NZ'],
  ['NST3:30NDT,M3.2.0,M11.1.0', 'America/St_Johns'], ['AST4ADT,M3.2.0,M11.1.0', 'America/Halifax Atlantic/Bermuda'], ['AST4', 'America/Puerto_Rico'],
  ['EST5EDT,M3.2.0,M11.1.0', 'America/New_York America/Toronto America/Detroit US/Eastern Canada/Eastern EST5EDT'], ['CST6CDT,M3.2.0,M11.1.0', 'America/Chicago America/Winnipeg US/Central Canada/Central CST6CDT'],
  ['MST7MDT,M3.2.0,M11.1.0', 'America/Denver America/Edmonton US/Mountain Canada/Mountain MST7MDT'], ['MST7', 'America/Phoenix US/Arizona MST'], ['PST8PDT,M3.2.0,M11.1.0', 'America/Los_Angeles America/Vancouver US/Pacific Canada/Pacific PST8PDT'],
  ['AKST9AKDT,M3.2.0,M11.1.0', 'America/Anchorage US/Alaska'], ['HST10', 'Pacific/Honolulu US/Hawaii HST'], ['EST5', 'America/Panama America/Jamaica EST'], ['CST6', 'America/Mexico_City America/Costa_Rica America/Guatemala America/Regina'],
  ['<-05>5', 'America/Bogota America/Lima America/Guayaquil'], ['<-04>4', 'America/Caracas America/La_Paz America/Manaus'], ['<-04>4<-03>,M9.1.6/24,M4.1.6/24', 'America/Santiago'], ['<-03>3', 'America/Sao_Paulo Brazil/East America/Argentina/Buenos_Aires America/Buenos_Aires America/Montevideo America/Bahia'],
];
const byName = new Map(ZONES.flatMap(([posix, names]) => names.split(' ').map((name) => [name, posix] as const)));
/** A zone by its name in the IANA database; null where its rules are not known here. */
export function zoneNamed(name: string): TimeZone | null {
  const fixed = /^Etc\/GMT([-+])(\d{1,2})$/.exec(name);
  if (fixed !== null) return { standard: { name: `${fixed[1] === '+' ? '-' : '+'}${(fixed[2] ?? '').padStart(2, '0')}`, minutes: (fixed[1] === '+' ? -60 : 60) * Number(fixed[2]) }, summer: null };
  const posix = byName.get(name);
  return posix === undefined ? null : parseZone(posix);
}
