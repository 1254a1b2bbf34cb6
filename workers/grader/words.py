"""Hints for students whose code could not answer. They never contain hidden inputs."""

from protocol.texts import Text
from workers.sandbox.excess import Excess

TIMED_OUT: Text = {
    "en": "Your code did not answer in time. Look for a loop that does not end, or for"
    " work that array operations could do faster.",
    "ja": "制限時間内に答えが返りませんでした。終わらないループがないか、配列演算で速くできる"
    "処理がないかを確認してください。",
}
STILL_PRINTING: Text = {
    "en": "The cell was still printing or drawing when its time was up. Look for a loop that does not end,"
    " or for work that array operations could do faster.",
    "ja": "制限時間が来たとき、このセルはまだ出力や描画を続けていました。終わらないループがないか、配列演算で"
    "速くできる処理がないかを確認してください。",
}
DIED: Text = {
    "en": "The Python process ended while your code was answering. Check for calls that"
    " end the process, such as os._exit(), and for crashes in native code.",
    "ja": "コードの実行中に Python のプロセスが終了しました。os._exit() のような終了の"
    "呼び出しや、ネイティブコードの異常終了がないか確認してください。",
}
EXCESS: dict[Excess, Text] = {
    Excess.MEMORY: {
        "en": "Your code used more memory than is allowed here and was stopped. Look"
        " for arrays that are larger than they need to be.",
        "ja": "許可された量を超えるメモリを使ったため、実行を止めました。必要以上に大きな"
        "配列を作っていないか確認してください。",
    },
    Excess.GPU_MEMORY: {
        "en": "Your code used more of the GPU's memory than its share here and was"
        " stopped. Try a smaller batch or fewer units.",
        "ja": "割り当てられた量を超える GPU メモリを使ったため、実行を止めました。"
        "バッチサイズやユニット数を小さくしてみてください。",
    },
    Excess.CPU: {
        "en": "Your code used more computing time than is allowed here and was stopped.",
        "ja": "許可された計算時間を超えたため、実行を止めました。",
    },
    Excess.WALL: {
        "en": "The time for this step was used up, and your code was stopped.",
        "ja": "このステップの制限時間を使い切ったため、実行を止めました。",
    },
    Excess.PROCESSES: {
        "en": "Your code started more processes or threads than is allowed here and was"
        " stopped.",
        "ja": "許可された数を超えるプロセスまたはスレッドを起動したため、実行を止めました。",
    },
    Excess.FILES: {
        "en": "Your code wrote more files than is allowed here and was stopped.",
        "ja": "許可された数を超えるファイルを書き込んだため、実行を止めました。",
    },
    Excess.MESSAGES: {
        "en": "Your code sent larger or more messages to this site than a notebook may, and"
        " was stopped. Show, raise and return less at a time, and leave the kernel's own"
        " sockets alone.",
        "ja": "ノートブックに許される量を超えるメッセージがこのサイトに送られたため、実行を止めました。"
        "一度に表示する量、例外や戻り値に入れる量を減らし、カーネル自身のソケットは操作しないで"
        "ください。",
    },
    Excess.OPEN_FILES: {
        "en": "Your code had more files or connections open at once than is allowed here"
        " and was stopped.",
        "ja": "同時に開いているファイルや接続が許可された数を超えたため、実行を止めました。",
    },
}
UNREADABLE: Text = {
    "en": "Your code returned something other than plain numbers, text, lists, dicts or"
    " NumPy arrays of numbers. Check what it returns.",
    "ja": "数値、文字列、リスト、辞書、数値の NumPy 配列以外のものが返されました。"
    "戻り値を確認してください。",
}
TOO_LARGE: Text = {
    "en": "Your code returned an answer that is much larger than expected. Check the"
    " shape of what it returns.",
    "ja": "想定よりはるかに大きな値が返されました。戻り値の形を確認してください。",
}
LARGE_PICTURES: Text = {
    "en": "The pictures that your trained network made are larger than can be kept here. Check"
    " their size.",
    "ja": "学習後のネットワークが作った画像が大きすぎるため、保存できません。画像の大きさを確認して"
    "ください。",
}
VARIES: Text = {
    "en": "Asked again with other inputs, your code did not stop in quite the same way, so only"
    " what was the same is told. Try it with inputs of several sizes and values.",
    "ja": "別の入力で再度実行すると止まり方が異なったため、共通する部分だけを示しています。"
    "大きさや値の異なる入力で試してください。",
}
GIVEN_UP: Text = {
    "en": "Not run: the Python process ended too often in the checks before this one.",
    "ja": "実行していません。これより前のチェックで Python のプロセスが何度も終了したためです。",
}
SKIPPED: Text = {
    "en": "Not run, because a check that it builds on did not pass.",
    "ja": "前提となるチェックに通らなかったため、実行していません。",
}
NOT_LOADED: Text = {
    "en": "Not judged: it needs what could not be loaded, as is said at “The definitions can"
    " be loaded”.",
    "ja": "判定していません。「定義を読み込める」に書かれている、読み込めなかったものが必要なためです。",
}
LOAD_TITLE: Text = {
    "en": "The definitions can be loaded",
    "ja": "定義を読み込める",
}
LOAD_PASSES: Text = {
    "en": "Imports, functions and classes of your notebook should load without an error.",
    "ja": "ノートブックの import、関数、クラスがエラーなく読み込める必要があります。",
}
TRAIN_TITLE: Text = {
    "en": "Training runs to its end",
    "ja": "学習が最後まで動く",
}
TRAIN_PASSES: Text = {
    "en": "Training with your code should run without an error.",
    "ja": "あなたのコードによる学習がエラーなく動く必要があります。",
}
