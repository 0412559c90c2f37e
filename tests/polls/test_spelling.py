import pytest

from polls.spelling import is_correction

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("What are the US long-term goals?", "What are the US long–term goals?"),
        ("What are the US lnog term gaols?", "What are the US long-term goals?"),
        ("To deter Russa", "To deter Russia"),
        ("To strenghten the alliance", "To strengthen the alliance"),
        ("An agreement on cybersecurty, and trade", "An agreement on cybersecurity and trade."),
        ('"Partnership"', "“Partnership”"),
        ("Сдержать Росию", "Сдержать Россию"),
        ("Еще один договор", "Ещё один договор"),
        ("Рассширение сотрудничества", "Расширение сотрудничества"),
        ("расширить 'диалог' - да", "Расширить «диалог» — да"),
        ("Не расширять сотрудничство", "Не расширять сотрудничество"),
        ("Развивать сотрудничиство", "Развивать сотрудничество"),
        ("Definately yes", "Definitely yes"),
        ("They wil agree", "They will agree"),
        ("10 - 15 лет, 1.5 %", "10–15 лет, 1,5 %"),
        ("Расширить нато", "Расширить НАТО"),
        ("Я НЕ согласен", "Я не согласен"),
    ],
)
def test_what_is_spelt_better_is_a_correction(old, new):
    assert is_correction(old, new)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("What are the US long-term goals?", "Do you like ice cream?"),
        ("To deter Russia", "To conquer Russia"),
        ("To deter Russia", "To defer Russia"),
        ("To deter Russia", "To deter Russia and China"),
        ("To deter Russia", "Not to deter Russia"),
        ("They do not agree", "They do agree"),
        ("They can agree", "They can't agree"),
        ("Legal", "Illegal"),
        ("Безопасный мир", "Опасный мир"),
        ("Верно", "Неверно"),
        ("Можно", "Нельзя"),
        ("Казнить нельзя, помиловать", "Казнить, нельзя помиловать"),
        ("Iran", "Iraq"),
        ("North", "South"),
        ("By 2030", "By 2031"),
        ("By 10 %", "By 10 $"),
        ("1.5 million", "15 million"),
        ("More than 5", "More than –5"),
        ("Yes", "No"),
        ("Yes", ""),
        ("", "Yes"),
        ("No", "on"),
        ("Should it?", "Should it"),
        ("Sanctions stay", "Stay sanctions"),
        ("Increase", "Decrease"),
        ("thirteen years", "thirty years"),
        ("hopeful", "hopeless"),
        ("Alpha betas gammas deltas epsilons", "Alphas beta gamma delta epsilon"),
        ("Сохранить расходы на оборону", "Сократить расходы на оборону"),
        ("Разрешить конфликт", "Разрушить конфликт"),
        ("Отменить санкции", "Отметить санкции"),
        ("Придавать значение", "Предавать значение"),
        ("Через двенадцать лет", "Через двадцать лет"),
        ("За тринадцать лет", "За тридцать лет"),
        ("Prescribe it", "Proscribe it"),
        ("They can agree", "They cant agree"),
        ("Ban the weapon", "Bank the weapon"),
        ("Ten may agree", "Ten many agree"),
        ("What should the US do?", "What should the us do?"),
        ("10–15 years", "10, 15 years"),
        ("5,5 million", "5 5 million"),
        ("10² km", "102 km"),
        ("1½ million", "11⁄2 million"),
        ("Правда? Да", "Правда. Да"),
    ],
)
def test_what_says_something_else_is_none(old, new):
    assert not is_correction(old, new)
