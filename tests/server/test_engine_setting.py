import pytest

from whosaid import LocalClient, ModelLoadError
from whosaid_models.engines import DEFAULT_ENGINE, EngineName
from whosaid_server.settings import Settings, SettingsError


def test_the_engine_is_chosen_by_flag_or_variable(monkeypatch):
    monkeypatch.delenv("WHOSAID_ENGINE", raising=False)
    assert Settings.from_arguments([]).engine is DEFAULT_ENGINE
    assert Settings.from_arguments(["--engine", "onnx-int8"]).engine is EngineName.ONNX_INT8
    monkeypatch.setenv("WHOSAID_ENGINE", "torch")
    assert Settings.from_arguments([]).engine is EngineName.TORCH


def test_an_unknown_engine_is_refused_with_those_that_there_are(monkeypatch):
    monkeypatch.setenv("WHOSAID_ENGINE", "tpu")
    with pytest.raises(SettingsError, match=r"--engine .*onnx-int8"):
        Settings.from_arguments([])
    with pytest.raises(ModelLoadError, match="onnx-int8"):
        LocalClient(engine="tpu")
