import { type ApiParams, chatIdOf, numberParam, textParam } from "./params.ts";
import { guessChat, type TelegramChat, type TelegramUser } from "./profiles.ts";

/** What the methods that ask something need to know. */
export interface KnownPeople {
  chatOf(id: number | string): TelegramChat | undefined;
  profileOf(userId: number): TelegramUser | undefined;
}

type Getter = (params: ApiParams, people: KnownPeople) => unknown;

const LINK = "https://t.me/simulated";

/** The methods that ask something, or get a link, by their names in lower case: what is so for a bot that is new. */
const GETTERS: Readonly<Record<string, Getter>> = {
  createchatinvitelink: () => ({
    invite_link: LINK,
    creates_join_request: false,
    is_primary: false,
    is_revoked: false,
  }),
  createinvoicelink: () => LINK,
  exportchatinvitelink: () => LINK,
  getchat: (params, people) => {
    const chatId = chatIdOf(params) ?? 0;
    return { ...(people.chatOf(chatId) ?? guessChat(chatId)), accent_color_id: 0, max_reaction_count: 11 };
  },
  getchatadministrators: () => [],
  getchatmember: (params, people) => {
    const id = numberParam(params, "user_id", 0);
    const profile = people.profileOf(id) ?? { id, first_name: "Somebody" };
    return { status: "member", user: { is_bot: false, ...profile } };
  },
  getchatmembercount: () => 2,
  getchatmenubutton: () => ({ type: "default" }),
  getcustomemojistickers: () => [],
  getfile: (params) => {
    const file_id = textParam(params, "file_id") ?? "";
    return { file_id, file_unique_id: `u${file_id.slice(-12)}`, file_size: 1_024, file_path: "documents/file_0" };
  },
  getforumtopiciconstickers: () => [],
  getmycommands: () => [],
  getmydescription: () => ({ description: "" }),
  getmyname: () => ({ name: "" }),
  getmyshortdescription: () => ({ short_description: "" }),
  getmystarbalance: () => ({ amount: 0 }),
  getstartransactions: () => ({ transactions: [] }),
  getuserchatboosts: () => ({ boosts: [] }),
  getuserprofilephotos: () => ({ total_count: 0, photos: [] }),
};

/** What a method that asks something gets, or undefined if it is none of them. */
export function getterOf(method: string): Getter | undefined {
  return Object.hasOwn(GETTERS, method) ? GETTERS[method] : undefined;
}
