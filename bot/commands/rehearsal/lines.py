"""What the people of a rehearsal are called, and what they say: made up, in each language."""

NAMES = {
    "en": ("Ada", "Bram", "Cleo", "Dean", "Ella", "Finn", "Gwen", "Hugo", "Isla", "Jack", "Kay", "Liam"),
    "bg": ("Ани", "Борис", "Вяра", "Георги", "Деси", "Емил", "Жана", "Иво", "Катя", "Любо", "Мая", "Наско"),
    "tr": ("Ayşe", "Burak", "Ceren", "Deniz", "Ece", "Fatih", "Gül", "Hakan", "İpek", "Kerem", "Leyla", "Mert"),
    "es": ("Alba", "Bruno", "Carmen", "Diego", "Elena", "Fran", "Gloria", "Hugo", "Irene", "Jorge", "Luz", "Mario"),
}

SMALL_TALK = {
    "en": (
        "Hi! How was your week?",
        "We changed the brakes of a van today",
        "Did you hand in the report?",
        "The bus was late again",
        "How did the test go?",
        "Shall we meet in the library next time?",
        "My trainer said well done",
        "What do you do at the weekend?",
    ),
    "bg": (
        "Здравей! Как мина седмицата?",
        "Днес сменихме спирачките на един бус",
        "Предаде ли доклада?",
        "Автобусът пак закъсня",
        "Как мина тестът?",
        "Да се видим ли в библиотеката следващия път?",
        "Майсторът каза: браво",
        "Какво ще правиш през уикенда?",
    ),
    "tr": (
        "Selam! Haftan nasıl geçti?",
        "Bugün bir minibüsün frenlerini değiştirdik",
        "Raporu teslim ettin mi?",
        "Otobüs yine geç kaldı",
        "Sınav nasıl geçti?",
        "Gelecek sefer kütüphanede buluşalım mı?",
        "Ustam aferin dedi",
        "Hafta sonu ne yapıyorsun?",
    ),
    "es": (
        "¡Hola! ¿Qué tal la semana?",
        "Hoy hemos cambiado los frenos de una furgoneta",
        "¿Has entregado el informe?",
        "El autobús ha vuelto a llegar tarde",
        "¿Qué tal el examen?",
        "¿Quedamos en la biblioteca la próxima vez?",
        "Mi tutora dice que muy bien",
        "¿Qué haces el fin de semana?",
    ),
}

WINS = {
    "en": ("I was on time all week", "I passed my test", "I asked for help and got it"),
    "bg": ("Цяла седмица не закъснях", "Взех си теста", "Помолих за помощ и я получих"),
    "tr": ("Bütün hafta zamanında geldim", "Sınavımı geçtim", "Yardım istedim ve aldım"),
    "es": ("He llegado puntual toda la semana", "He aprobado el examen", "Pedí ayuda y me la dieron"),
}

GOALS = {
    "en": ("Learn to weld a straight seam", "Send 10 applications", "Read one book this term"),
    "bg": ("Да се науча да заварявам прав шев", "Да изпратя 10 кандидатури", "Да прочета една книга този срок"),
    "tr": ("Düz kaynak yapmayı öğrenmek", "10 başvuru göndermek", "Bu dönem bir kitap okumak"),
    "es": ("Aprender a soldar una costura recta", "Enviar 10 solicitudes", "Leer un libro este trimestre"),
}

WORRIES = {
    "en": ("I don't want to live anymore", "I want to kill myself"),
    "bg": ("Не искам да живея повече", "Искам да се самоубия"),
    "tr": ("Artık yaşamak istemiyorum", "Kendimi öldürmek istiyorum"),
    "es": ("Ya no quiero vivir", "Quiero suicidarme"),
}
"""What the shipped lexicon must never let pass; a rehearsal brings it up so that an alarm is rehearsed, too."""

LIVES_IN = {"en": "Europe/London", "bg": "Europe/Sofia", "tr": "Europe/Istanbul", "es": "Europe/Madrid"}
"""Where those live who do not live where their school is."""
