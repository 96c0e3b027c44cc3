/** Methods that only ever say yes here, in lower case. A method in no list is unknown, as on a real server. */
export const TRUE_METHODS: ReadonlySet<string> = new Set(
  `
  addStickerToSet answerCallbackQuery answerInlineQuery answerPreCheckoutQuery answerShippingQuery
  approveChatJoinRequest approveSuggestedPost banChatMember banChatSenderChat close closeForumTopic
  closeGeneralForumTopic createNewStickerSet declineChatJoinRequest declineSuggestedPost deleteBusinessMessages
  deleteChatMenuButton deleteChatPhoto deleteChatStickerSet deleteForumTopic deleteMessage deleteMessages
  deleteMyCommands deleteStickerFromSet deleteStickerSet editForumTopic editGeneralForumTopic
  editUserStarSubscription giftPremiumSubscription hideGeneralForumTopic leaveChat logOut pinChatMessage
  promoteChatMember readBusinessMessage refundStarPayment removeChatVerification removeUserVerification
  reopenForumTopic reopenGeneralForumTopic replaceStickerInSet restrictChatMember sendChatAction sendGift
  sendMessageDraft setChatAdministratorCustomTitle setChatDescription setChatMenuButton setChatPermissions
  setChatPhoto setChatStickerSet setChatTitle setCustomEmojiStickerSetThumbnail setMessageReaction setMyCommands
  setMyDefaultAdministratorRights setMyDescription setMyName setMyShortDescription setPassportDataErrors
  setStickerEmojiList setStickerKeywords setStickerMaskPosition setStickerPositionInSet setStickerSetThumbnail
  setStickerSetTitle setUserEmojiStatus unbanChatMember unbanChatSenderChat unhideGeneralForumTopic
  unpinAllChatMessages unpinAllForumTopicMessages unpinAllGeneralForumTopicMessages unpinChatMessage verifyChat
  verifyUser
  `
    .trim()
    .split(/\s+/)
    .map((method) => method.toLowerCase()),
);
