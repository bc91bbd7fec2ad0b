// Notificações neste dispositivo.
export const push = {
  'settings.notifications': 'Notificações',
  'push.title': 'Notificações neste dispositivo',
  'push.on': 'Avisar neste dispositivo',
  'push.onHint': 'De comentários, respostas, menções e pedidos para seguir, mesmo com o FotoGal fechado',
  'push.unsupported': 'Este navegador não mostra notificações de sites.',
  'push.install': 'No iPhone e no iPad, adicione antes o FotoGal à Tela de Início (Compartilhar e, depois, Adicionar à Tela de Início). Abra por lá e volte aqui.',
  'push.denied': 'As notificações do FotoGal estão bloqueadas neste navegador. Permita nas configurações dele para este site e volte aqui.',
  'push.quiet': 'Horário de silêncio',
  'push.quietHint': 'Nada é enviado a este dispositivo nessas horas. O que acontecer fica esperando nas suas notificações.',
  'push.from': 'Das',
  'push.to': 'Às',
  'push.sameTimes': 'Escolha dois horários diferentes.',
  'problem.push_failed': 'O navegador não conseguiu se inscrever para notificações. Tente de novo mais tarde.',
  'problem.push_not_configured': 'Este serviço não envia notificações a dispositivos.',
};
