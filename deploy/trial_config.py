"""The configuration of the class with the two changes that a trial needs: no system accounts, and ports of its own."""

import os
from pathlib import Path

c = get_config()  # noqa: F821 (JupyterHub defines it)
load_subconfig(str(Path(__file__).with_name("jupyterhub_config.py")))  # noqa: F821

folder = Path(os.environ["NNLIVE_TRIAL_FOLDER"])
public, hub, proxy = os.environ["NNLIVE_TRIAL_PORTS"].split(",")
c.JupyterHub.bind_url = f"http://127.0.0.1:{public}"
c.JupyterHub.hub_port = int(hub)
c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{proxy}"

# systemd and its accounts are not for a trial: everybody's JupyterLab runs under the account that runs this.
c.JupyterHub.spawner_class = "simple"
c.Spawner.pre_spawn_hook = None
c.SimpleLocalProcessSpawner.home_dir_template = str(folder / "homes" / "{username}")
if os.geteuid() == 0:
    c.Spawner.args.append("--allow-root")
