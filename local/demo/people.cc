#include "local/demo/people.h"

namespace local::demo {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;

const std::vector<Person>& People() {
  static const std::vector<Person> kPeople = {
      {"marina.alves", "Marina Alves", "Light, water, patience.\nLisboa · Florianópolis",
       "https://example.com/marina", false, true, Scene::kSea},
      {"tomas_r", "Tomás Ribeiro", "Walks uphill, comes back with pictures.", "", false, true,
       Scene::kPeaks},
      {"atelier.azul", "Ateliê Azul", "Azulejos pintados à mão desde 1987.",
       "https://example.com/azul", false, true, Scene::kTiles},
      {"joana", "Joana Prado", "São Paulo, depois das seis.", "", false, true, Scene::kLights},
      {"bia", "Beatriz Costa", "Só para quem eu conheço.", "", true, false, Scene::kPetals},
      {"nuno", "Nuno Sá", "", "", false, false, Scene::kBalloons}};
  return kPeople;
}

const std::vector<Follow>& Follows() {
  static const std::vector<Follow> kFollows = {
      {"marina.alves", "tomas_r"}, {"marina.alves", "atelier.azul"},
      {"marina.alves", "joana"},   {"marina.alves", "bia"},
      {"tomas_r", "marina.alves"}, {"tomas_r", "joana"},
      {"tomas_r", "nuno"},         {"atelier.azul", "marina.alves"},
      {"atelier.azul", "tomas_r"}, {"joana", "marina.alves"},
      {"joana", "tomas_r"},        {"joana", "atelier.azul"},
      {"nuno", "tomas_r"},         {"nuno", "joana"},
      {"bia", "marina.alves"},     {"bia", "tomas_r"},
      {"bia", "atelier.azul"},     {"nuno", "marina.alves", days(6)},
      {"nuno", "bia", hours(26)}};
  return kFollows;
}

const std::vector<Remark>& Remarks() {
  static const std::vector<Remark> kRemarks = {
      {1, "joana", "14 is my favourite so far", hours(5)},
      {3, "nuno", "Next time take me along", minutes(50)},
      {3, "tomas_r", "Bring boots.", hours(2), true},
      {5, "marina.alves", "Que sorte com a chuva!", hours(3)},
      {6, "tomas_r", "Worth every minute of that alarm", minutes(35)},
      {8, "atelier.azul", "As cores do nosso próximo painel.", hours(9)},
      {9, "marina.alves", "I would not have dared to stay out that long", hours(1)},
      {9, "tomas_r", "Tea helps. So do two pairs of gloves.", hours(2), true},
      {11, "bia", "Já sei qual é a janela 😄", hours(4)},
      {13, "marina.alves", "Lindo! Quando posso passar aí?", minutes(40)},
      {13, "atelier.azul", "Sábado de manhã estamos abertos.", hours(3), true},
      {15, "joana", "Não parece verdade", hours(7)},
      {16, "tomas_r", "Which one was yours?", minutes(25)},
      {16, "nuno", "The shy one, of course.", minutes(70), true},
      {18, "nuno", "I can hear nothing at all in this one", hours(2)},
      {19, "tomas_r", "That red. Did you wait long?", minutes(15)},
      {19, "marina.alves", "Two evenings. The first one was only grey.", minutes(32), true},
      {19, "joana", "Olha, @bia! Quero essa na parede 🧡", minutes(95)}};
  return kRemarks;
}

minutes LikedAfter(size_t n) {
  const auto number = static_cast<int>(n);
  return minutes(9 + 17 * number * (number + 1) / 2);
}

}  // namespace local::demo
