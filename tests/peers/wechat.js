// WeChat's other side by npm's wechat-crypto: one JSON request a line in, one JSON answer out.
const readline = require("node:readline");
const WXBizMsgCrypt = require("wechat-crypto");

const ACTIONS = {
  encrypt: (peer, { text }) => peer.encrypt(text),
  decrypt: (peer, { text }) => peer.decrypt(text),
  sign: (peer, { timestamp, nonce, text }) => peer.getSignature(timestamp, nonce, text),
};

readline.createInterface({ input: process.stdin }).on("line", (line) => {
  const { action, account, ...given } = JSON.parse(line);
  const peer = new WXBizMsgCrypt(account.token, account.key, account.app);
  let answer;
  try {
    answer = { result: ACTIONS[action](peer, given) };
  } catch (error) {
    answer = { error: error.message };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
});
