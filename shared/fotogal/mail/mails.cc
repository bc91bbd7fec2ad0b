#include "fotogal/mail/mails.h"

#include <algorithm>
#include <array>
#include <vector>

namespace fotogal {
namespace {

constexpr MailRule kMailRules[] = {
    {MailKind::kVerifyAddress, "/verify"},
    {.kind = MailKind::kVerifyNewAddress, .page = "/verify", .waits_its_turn = true},
    {.kind = MailKind::kAddressChanged, .page = "/undo", .waits_its_turn = true},
    {MailKind::kAddressRestored, ""},
    {MailKind::kResetPassword, "/reset"},
    {MailKind::kPasswordChanged, ""},
    {MailKind::kNewDevice, ""},
    {MailKind::kSecondFactorChanged, ""},
    {MailKind::kPasskeyAdded, ""},
    {MailKind::kPasskeyRemoved, ""},
    {MailKind::kDeletionBegun, ""},
    {MailKind::kRecoverSecondFactor, "/recover"},
    {MailKind::kRecoveryUnderWay, "/stop"},
    {MailKind::kSecondFactorLost, ""},
    {.kind = MailKind::kSuspended, .page = "", .waits_its_turn = true},
    {.kind = MailKind::kRestored, .page = "", .waits_its_turn = true},
    {.kind = MailKind::kImageRemoved, .page = "", .waits_its_turn = true},
    {.kind = MailKind::kCommentRemoved, .page = "", .waits_its_turn = true},
};

// {service}, {username} and so on stand for the members of MailFacts. Paragraphs end with a
// newline.
struct MailWords {
  MailKind kind;
  std::string_view subject, before, button, after;
};

constexpr MailWords kEnglishMails[] = {
    {MailKind::kVerifyAddress, "Confirm your e-mail address",
     "Please confirm that this address is yours. With a confirmed address you can get back into "
     "your account when you have forgotten the password.\n",
     "Confirm the address",
     "The link works for two days. If you have no account at {service}, ignore this mail: somebody "
     "has mistyped an address.\n"},
    {MailKind::kVerifyNewAddress, "Confirm your new e-mail address",
     "You asked to use this address for your account. It takes effect when you confirm it.\n",
     "Confirm the new address",
     "The link works for two days. If you did not ask for this, ignore this mail.\n"},
    {MailKind::kAddressChanged, "Your e-mail address was changed",
     "The address of your account is now {address}. Mails go there from now on.\n"
     "If you did not do this, somebody else may know your password. Take the change back with this "
     "link; then choose a new password.\n",
     "Take the change back", "The link works for seven days.\n"},
    {MailKind::kAddressRestored, "Your e-mail address is back",
     "The change of your address was taken back: your account has this address again, and "
     "everybody "
     "was logged out.\n"
     "Whoever changed it may know your password. Choose a new one: {help}\n",
     "", ""},
    {MailKind::kResetPassword, "Choose a new password",
     "You, or somebody else, asked for a new password for your account.\n", "Choose a new password",
     "The link works for one hour, once. If you did not ask for it, ignore this mail: your "
     "password "
     "stays as it is.\n"},
    {MailKind::kPasswordChanged, "Your password was changed",
     "The password of your account was changed, and all other devices were logged out. Passkeys "
     "still work.\n"
     "If you did not do this, choose a new password at once ({help}), and look in the settings "
     "whether each passkey is yours.\n",
     "", ""},
    {MailKind::kNewDevice, "A new device has logged in",
     "Somebody has logged in to your account on a device that was not used for it before: "
     "{device}.\n"
     "If it was you, there is nothing to do. If not, choose a new password at once: {help}\n",
     "", ""},
    {MailKind::kSecondFactorChanged, "Your second factor was changed",
     "The codes of an authenticator app, as a second factor beside your password, were switched on "
     "or "
     "off.\n"
     "If you did not do this, choose a new password at once: {help}\n",
     "", ""},
    {MailKind::kPasskeyAdded, "A passkey was added to your account",
     "Whoever has the device with the new passkey can log in to your account with it, without the "
     "password.\n"
     "If you did not do this, choose a new password at once ({help}), and remove the passkey in "
     "the "
     "settings.\n",
     "", ""},
    {MailKind::kPasskeyRemoved, "A passkey was removed from your account",
     "It does not log in to your account any more. You can delete it on the device, too.\n"
     "If you did not do this, choose a new password at once: {help}\n",
     "", ""},
    {MailKind::kDeletionBegun, "Your account is being deleted",
     "You have deleted your account. Your photos, comments and likes are being removed; this "
     "cannot "
     "be stopped.\n"
     "Thank you for having been here.\n",
     "", ""},
    {MailKind::kRecoverSecondFactor, "Switch two-step log-in off",
     "You, or somebody who knows your password, asked to switch two-step log-in off because the "
     "authenticator app and the recovery codes are lost. The link begins a wait of three days; "
     "after it your password is enough to log in.\n",
     "Begin the wait",
     "The link works for one hour. If you did not ask for it, somebody else knows your password: "
     "choose a new one at once: {help}\n"},
    {MailKind::kRecoveryUnderWay, "Two-step log-in will be switched off",
     "Two-step log-in of your account will be switched off, three days after that was asked for. "
     "Then your password is enough to log in.\n"
     "If you did not ask for it, or have found your codes, stop it. Logging in with a code stops "
     "it, too.\n",
     "Stop it",
     "If you did not ask for it, somebody else knows your password: choose a new one at once: "
     "{help}\n"},
    {MailKind::kSecondFactorLost, "Two-step log-in is off",
     "As was asked for three days ago, two-step log-in is off: your password is enough to log in. "
     "You can switch it on again in the settings.\n"
     "If you did not ask for it, choose a new password at once: {help}\n",
     "", ""},
    {MailKind::kSuspended, "Your account was suspended",
     "The people who run {service} have suspended your account. Nobody sees you or what you have "
     "shared until they restore it. The reason:\n"
     "{reason}\n"
     "You can log in to read this, take your data along, or delete the account. If you think that "
     "this is a mistake, answer this mail.\n",
     "", ""},
    {MailKind::kRestored, "Your account is back",
     "The people who run {service} have restored your account. Everything is as it was. They "
     "write:\n"
     "{reason}\n",
     "", ""},
    {MailKind::kImageRemoved, "One of your photos was removed",
     "The people who run {service} have removed one of your photos. The reason:\n"
     "{reason}\n"
     "The photo is kept for 30 days, where nobody sees it, and then deleted. If you think that "
     "this "
     "is a mistake, answer this mail before then.\n",
     "", ""},
    {MailKind::kCommentRemoved, "One of your comments was removed",
     "The people who run {service} have removed one of your comments. The reason:\n"
     "{reason}\n"
     "If you think that this is a mistake, answer this mail.\n",
     "", ""},
};

constexpr MailWords kPortugueseMails[] = {
    {MailKind::kVerifyAddress, "Confirme o seu e-mail",
     "Confirme que este endereço é seu. Com um endereço confirmado você recupera a sua conta "
     "quando "
     "esquecer a senha.\n",
     "Confirmar o endereço",
     "O link vale por dois dias. Se você não tem conta no {service}, ignore este e-mail: alguém "
     "digitou um endereço errado.\n"},
    {MailKind::kVerifyNewAddress, "Confirme o seu novo e-mail",
     "Você pediu para usar este endereço na sua conta. A mudança vale depois que você confirmar.\n",
     "Confirmar o novo endereço",
     "O link vale por dois dias. Se você não pediu isso, ignore este e-mail.\n"},
    {MailKind::kAddressChanged, "O seu e-mail foi alterado",
     "O endereço da sua conta agora é {address}. Os próximos e-mails vão para lá.\n"
     "Se não foi você, outra pessoa pode saber a sua senha. Desfaça a mudança com este link e "
     "depois "
     "escolha uma nova senha.\n",
     "Desfazer a mudança", "O link vale por sete dias.\n"},
    {MailKind::kAddressRestored, "O seu e-mail voltou",
     "A mudança do seu endereço foi desfeita: a sua conta tem este endereço de novo, e todos os "
     "dispositivos foram desconectados.\n"
     "Quem fez a mudança pode saber a sua senha. Escolha uma nova: {help}\n",
     "", ""},
    {MailKind::kResetPassword, "Escolha uma nova senha",
     "Você, ou outra pessoa, pediu uma nova senha para a sua conta.\n", "Escolher uma nova senha",
     "O link vale por uma hora, uma única vez. Se você não pediu, ignore este e-mail: a sua senha "
     "continua a mesma.\n"},
    {MailKind::kPasswordChanged, "A sua senha foi alterada",
     "A senha da sua conta foi alterada, e os outros dispositivos foram desconectados. As chaves "
     "de "
     "acesso continuam valendo.\n"
     "Se não foi você, escolha uma nova senha agora ({help}) e veja nas configurações se cada "
     "chave "
     "de acesso é sua.\n",
     "", ""},
    {MailKind::kNewDevice, "Um novo dispositivo entrou na sua conta",
     "Alguém entrou na sua conta em um dispositivo que ainda não tinha sido usado nela: {device}.\n"
     "Se foi você, não é preciso fazer nada. Se não foi, escolha uma nova senha agora: {help}\n",
     "", ""},
    {MailKind::kSecondFactorChanged, "O seu segundo fator foi alterado",
     "Os códigos de um aplicativo autenticador, como segundo fator além da senha, foram ativados "
     "ou "
     "desativados.\n"
     "Se não foi você, escolha uma nova senha agora: {help}\n",
     "", ""},
    {MailKind::kPasskeyAdded, "Uma chave de acesso foi adicionada à sua conta",
     "Quem tem o dispositivo com a nova chave de acesso entra na sua conta com ela, sem a senha.\n"
     "Se não foi você, escolha uma nova senha agora ({help}) e remova a chave nas configurações.\n",
     "", ""},
    {MailKind::kPasskeyRemoved, "Uma chave de acesso foi removida da sua conta",
     "Ela não entra mais na sua conta. Você pode apagá-la também no dispositivo.\n"
     "Se não foi você, escolha uma nova senha agora: {help}\n",
     "", ""},
    {MailKind::kDeletionBegun, "A sua conta está sendo excluída",
     "Você excluiu a sua conta. As suas fotos, comentários e curtidas estão sendo removidos; isso "
     "não pode ser interrompido.\n"
     "Obrigado por ter estado aqui.\n",
     "", ""},
    {MailKind::kRecoverSecondFactor, "Desativar a verificação em duas etapas",
     "Você, ou alguém que sabe a sua senha, pediu para desativar a verificação em duas etapas "
     "porque perdeu o aplicativo autenticador e os códigos de recuperação. O link começa uma "
     "espera "
     "de três dias; depois dela, basta a senha para entrar.\n",
     "Começar a espera",
     "O link vale por uma hora. Se você não pediu isso, outra pessoa sabe a sua senha: escolha uma "
     "nova agora: {help}\n"},
    {MailKind::kRecoveryUnderWay, "A verificação em duas etapas será desativada",
     "A verificação em duas etapas da sua conta será desativada três dias depois do pedido. Então "
     "bastará a senha para entrar.\n"
     "Se você não pediu isso, ou se achou os seus códigos, cancele o pedido. Entrar com um código "
     "também o cancela.\n",
     "Cancelar o pedido",
     "Se você não pediu isso, outra pessoa sabe a sua senha: escolha uma nova agora: {help}\n"},
    {MailKind::kSecondFactorLost, "A verificação em duas etapas foi desativada",
     "Como foi pedido há três dias, a verificação em duas etapas foi desativada: basta a senha "
     "para entrar. Você pode ativá-la de novo nas configurações.\n"
     "Se você não pediu isso, escolha uma nova senha agora: {help}\n",
     "", ""},
    {MailKind::kSuspended, "A sua conta foi suspensa",
     "A equipe do {service} suspendeu a sua conta. Até que ela volte, ninguém vê você nem o que "
     "você compartilhou. O motivo:\n"
     "{reason}\n"
     "Você pode entrar para ler isto, baixar os seus dados ou excluir a conta. Se acha que foi um "
     "engano, responda a este e-mail.\n",
     "", ""},
    {MailKind::kRestored, "A sua conta voltou",
     "A equipe do {service} restaurou a sua conta. Está tudo como antes. A mensagem dela:\n"
     "{reason}\n",
     "", ""},
    {MailKind::kImageRemoved, "Uma foto sua foi removida",
     "A equipe do {service} removeu uma das suas fotos. O motivo:\n"
     "{reason}\n"
     "A foto fica guardada por 30 dias, onde ninguém a vê, e depois é apagada. Se acha que foi um "
     "engano, responda a este e-mail antes disso.\n",
     "", ""},
    {MailKind::kCommentRemoved, "Um comentário seu foi removido",
     "A equipe do {service} removeu um dos seus comentários. O motivo:\n"
     "{reason}\n"
     "Se acha que foi um engano, responda a este e-mail.\n",
     "", ""},
};

constexpr bool IsComplete(const auto& table) {
  for (std::size_t i = 0; i < std::size(table); ++i) {
    if (table[i].kind != static_cast<MailKind>(i)) return false;
  }
  return std::size(table) == static_cast<std::size_t>(MailKind::kLast) + 1;
}
static_assert(IsComplete(kMailRules) && IsComplete(kEnglishMails) && IsComplete(kPortugueseMails),
              "a line for each kind, in the order of MailKind");

std::string Filled(std::string_view words, const MailFacts& facts) {
  const std::pair<std::string_view, const std::string&> known[] = {{"{service}", facts.service},
                                                                   {"{address}", facts.address},
                                                                   {"{device}", facts.device},
                                                                   {"{help}", facts.help},
                                                                   {"{reason}", facts.reason}};
  std::string text;
  while (!words.empty()) {
    const auto* placeholder = std::ranges::find_if(
        known, [&](const auto& each) { return words.starts_with(each.first); });
    if (placeholder == std::end(known)) {
      text += words.front();
      words.remove_prefix(1);
    } else {
      text += placeholder->second;
      words.remove_prefix(placeholder->first.size());
    }
  }
  return text;
}

std::vector<std::string> Paragraphs(std::string_view words, const MailFacts& facts) {
  std::vector<std::string> paragraphs;
  while (!words.empty()) {
    const auto end = words.find('\n');
    paragraphs.push_back(Filled(words.substr(0, end), facts));
    words.remove_prefix(end + 1);
  }
  return paragraphs;
}

}  // namespace

const MailRule& RuleOf(MailKind kind) { return kMailRules[static_cast<std::size_t>(kind)]; }

Letter LetterOf(MailKind kind, Language language, const MailFacts& given) {
  const bool english = language == Language::kEnglish;
  MailFacts facts = given;
  if (facts.device.empty())
    facts.device = english ? "an unknown device" : "um dispositivo desconhecido";
  const MailWords& words =
      (english ? kEnglishMails : kPortugueseMails)[static_cast<std::size_t>(kind)];
  return {.subject = Filled(words.subject, facts),
          .greeting = (english ? "Hello @" : "Olá, @") + facts.username + (english ? "," : "!"),
          .before = Paragraphs(words.before, facts),
          .button = std::string(words.button),
          .link = facts.link,
          .after = Paragraphs(words.after, facts),
          .service = facts.service,
          .language = english ? "en" : "pt"};
}

}  // namespace fotogal
