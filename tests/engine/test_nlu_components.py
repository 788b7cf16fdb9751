"""The components as Rasa runs them."""

from __future__ import annotations

from pathlib import Path

import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.case_number_extractor import CaseNumberExtractor
from bot.nlu.topic_classifier import TopicClassifier, without

CONTEXT = ExecutionContext(GraphSchema({}))
RESOURCE = Resource("topics")
LEXICON = "法院 法院\n费 费|钱\n"

TOPICS = {
    ("procedure", "appeal"): ["怎么上诉", "不服一审判决怎么上诉", "上诉状交给谁", "上诉期几天"],
    ("procedure", "filing_materials"): ["立案带什么材料", "起诉要准备材料吗", "立案材料清单"],
    ("litigation_fee", "litigation_fee"): ["诉讼费多少", "打官司要交多少钱", "诉讼费谁出"],
    ("out_of_scope", "oos_labour_rights"): ["加班费怎么算", "辞退有补偿吗", "年假几天"],
    ("thank", "oos_chitchat_or_fragment"): ["谢谢", "谢谢你", "多谢了"],
    ("help", None): ["你能做什么", "怎么用", "有什么功能"],
    ("inform", None): ["1234", "五十万元"],
}


@pytest.fixture(scope="module")
def storage(tmp_path_factory: pytest.TempPathFactory) -> LocalModelStorage:
    """A model store with a classifier trained on a few lines."""
    folder = tmp_path_factory.mktemp("model")
    lexicon = folder / "concepts.txt"
    lexicon.write_text(LEXICON, encoding="utf-8")
    storage = LocalModelStorage(folder)
    messages = [
        Message.build(text, intent, intent_metadata={"topic": topic} if topic else None)
        for (intent, topic), texts in TOPICS.items()
        for text in texts
    ]
    config = {"lexicon": str(lexicon), "demand": None, "knowledge": None}
    TopicClassifier.create(config, storage, RESOURCE, CONTEXT).train(TrainingData(messages))
    return storage


@pytest.fixture
def classifier(storage: LocalModelStorage) -> TopicClassifier:
    """The trained component, loaded again, sure of little as it has seen little."""
    config = {"fallback": 0.0, "segment": 0.0, "out_of_scope": 0.5}
    return TopicClassifier.load(config, storage, RESOURCE, CONTEXT)


def _read(classifier: TopicClassifier, text: str) -> dict[str, object]:
    message = Message.build(text)
    message.output_properties.add("text")
    CaseNumberExtractor.create({}, None, None, CONTEXT).process([message])
    classifier.process([message])
    return message.as_dict(only_output_properties=True)


def test_case_numbers() -> None:
    """Each case number is an entity with its exact place; entities found before stay."""
    text = "我的案号是(2023)京0105民初12345号，还有（2024）沪01民终7、8号"
    message = Message({"text": text, "entities": [{"entity": "topic", "value": "appeal"}]})
    CaseNumberExtractor.create({}, None, None, CONTEXT).process([message])
    assert message.get("entities")[0] == {"entity": "topic", "value": "appeal"}
    assert [
        (entity["entity"], entity["value"], text[entity["start"] : entity["end"]])
        for entity in message.get("entities")[1:]
    ] == [
        ("case_number", "（2023）京0105民初12345号", "(2023)京0105民初12345号"),
        ("case_number", "（2024）沪01民终7号", "（2024）沪01民终7、8号"),
        ("case_number", "（2024）沪01民终8号", "（2024）沪01民终7、8号"),
    ]
    first = message.get("entities")[1]
    assert (first["extractor"], first["confidence_entity"]) == ("CaseNumberExtractor", 1.0)


def test_a_known_line_is_certain(classifier: TopicClassifier) -> None:
    """A line of the training data is read as what it stands under, whatever its spelling."""
    parsed = _read(classifier, "您好，怎麼上訴")
    assert parsed["intent"] == {"name": "procedure", "confidence": 1.0}
    assert (parsed["topic"], parsed["in_scope"], parsed["segments"]) == ("appeal", True, [])
    assert parsed["intent_ranking"][0] == parsed["intent"]
    assert parsed["topics"][0] == {"topic": "appeal", "confidence": 1.0}
    assert {entry["topic"] for entry in parsed["topics"]} == {
        "appeal",
        "filing_materials",
        "litigation_fee",
    }


def test_a_new_question(classifier: TopicClassifier) -> None:
    """A question not seen before gets the nearest topic, and its intent."""
    parsed = _read(classifier, "我要上诉的话上诉状怎么交")
    assert (parsed["intent"]["name"], parsed["topic"]) == ("procedure", "appeal")
    assert 0 < parsed["intent"]["confidence"] < 1
    assert _read(classifier, "这个诉讼费要多少")["intent"]["name"] == "litigation_fee"


def test_out_of_scope(classifier: TopicClassifier) -> None:
    """Not ours: named as what it is, the nearest topics of ours behind it."""
    parsed = _read(classifier, "加班费和年假怎么算")
    assert (parsed["intent"]["name"], parsed["topic"]) == ("out_of_scope", "oos_labour_rights")
    assert parsed["in_scope"] is False
    assert parsed["topics"][0]["topic"] == "oos_labour_rights"
    assert len(parsed["topics"]) == 4


def test_what_is_said_about_the_talk(classifier: TopicClassifier) -> None:
    """A thank-you is small talk with an intent; a call for help has no topic."""
    thanks = _read(classifier, "谢谢")
    assert (thanks["intent"]["name"], thanks["topic"]) == ("thank", "oos_chitchat_or_fragment")
    assert thanks["in_scope"] is False
    helped = _read(classifier, "你能做什么")
    assert (helped["intent"]["name"], helped.get("topic")) == ("help", None)
    assert helped["in_scope"] is True


@pytest.mark.parametrize("text", ["8842", "三万元", "（2023）京0105民初12345号", "王小明 123x"])
def test_bare_values(classifier: TopicClassifier, text: str) -> None:
    """A value alone answers a form."""
    parsed = _read(classifier, text)
    assert parsed["intent"] == {"name": "inform", "confidence": 1.0}
    assert (parsed.get("topic"), parsed["in_scope"], parsed["segments"]) == (None, True, [])


def test_a_case_number_does_not_colour_the_question(classifier: TopicClassifier) -> None:
    """The number is cut out before the words are read."""
    parsed = _read(classifier, "（2023）京0105民初12345号怎么上诉")
    assert (parsed["intent"]["confidence"], parsed["topic"]) == (1.0, "appeal")


def test_two_questions(classifier: TopicClassifier) -> None:
    """Two questions of different topics come as two segments, one question as none."""
    parsed = _read(classifier, "怎么上诉？另外诉讼费谁出")
    assert parsed["segments"] == [
        {"text": "怎么上诉", "intent": "procedure", "topic": "appeal", "confidence": 1.0},
        {
            "text": "诉讼费谁出",
            "intent": "litigation_fee",
            "topic": "litigation_fee",
            "confidence": 1.0,
        },
    ]
    assert _read(classifier, "怎么上诉？上诉期几天？")["segments"] == []


def test_unsure(storage: LocalModelStorage) -> None:
    """Below the threshold it is a fallback, with the nearest topics to offer."""
    classifier = TopicClassifier.load({"fallback": 0.99}, storage, RESOURCE, CONTEXT)
    parsed = _read(classifier, "那个上什么诉的东西")
    assert parsed["intent"]["name"] == "nlu_fallback"
    assert parsed["intent_ranking"][0] == parsed["intent"]
    assert parsed["topics"][0]["topic"] == parsed["topic"]


@pytest.mark.parametrize(
    "text", ["怎" * 10_000, "🙂" * 500, "\x00\x01", "';DROP TABLE cases;--", "/help{}"]
)
def test_odd_messages(classifier: TopicClassifier, text: str) -> None:
    """Anything typed gets an intent, five topics at most, and probabilities."""
    parsed = _read(classifier, text)
    assert parsed["intent"]["name"]
    assert all(0 <= entry["confidence"] <= 1 for entry in parsed["topics"])
    assert len(parsed["topics"]) <= 5


def test_an_untrained_model_is_an_error(tmp_path: Path) -> None:
    """A model without the classifier does not load quietly."""
    with pytest.raises(ValueError, match="topics"):
        TopicClassifier.load({}, LocalModelStorage(tmp_path), RESOURCE, CONTEXT)


def test_the_lexicon_is_part_of_the_fingerprint(tmp_path: Path) -> None:
    """A changed table of concepts trains the model again."""
    path = tmp_path / "concepts.txt"
    path.write_text(LEXICON, encoding="utf-8")
    before = TopicClassifier.fingerprint_addon({"lexicon": str(path)})
    path.write_text(LEXICON + "律师 律师\n", encoding="utf-8")
    assert TopicClassifier.fingerprint_addon({"lexicon": str(path)}) != before


def test_without() -> None:
    """Spans are replaced from the end; one place named twice is cut once."""
    assert without("甲乙丙丁", [(0, 1), (2, 3), (2, 3)]) == " 乙 丁"
