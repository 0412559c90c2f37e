from thinktank.publishing.forms.acts import (
    CorrectionForm,
    EraseForm,
    ExpireForm,
    PublishForm,
    WithdrawForm,
)
from thinktank.publishing.forms.publication import BodyEditor, PublicationForm

__all__ = [
    "BodyEditor",
    "CorrectionForm",
    "EraseForm",
    "ExpireForm",
    "PublicationForm",
    "PublishForm",
    "WithdrawForm",
]
