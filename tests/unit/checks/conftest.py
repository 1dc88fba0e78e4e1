from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))  # told, shared by the files of this folder
sys.path.append(str(Path(__file__).parents[1] / "device"))  # fake_app
